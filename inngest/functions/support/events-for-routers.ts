/** The maximum per `step.sendEvent`: a rejected request may have been accepted in part. */
const EVENTS_PER_SEND = 1_000;

type RouterEvent = { name: string; data: { routerId: number } };

/**
 * Returns the events that give each router its own run, in chunks to send. Their ids contain the round, so a repeated
 * step does not start a second run.
 */
export function eventsForRouters(
  routerIds: readonly number[],
  round: number | undefined,
  create: (data: { routerId: number }) => RouterEvent,
): { chunk: number; events: (RouterEvent & { id: string })[] }[] {
  const all = routerIds.map((routerId) => {
    const { name, data } = create({ routerId });
    return { name, data, id: `${name}:${routerId}:${round}` };
  });
  const chunks: { chunk: number; events: typeof all }[] = [];
  for (let from = 0; from < all.length; from += EVENTS_PER_SEND) {
    chunks.push({ chunk: chunks.length, events: all.slice(from, from + EVENTS_PER_SEND) });
  }
  return chunks;
}
