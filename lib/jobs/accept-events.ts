import { createHash } from 'node:crypto';
import { z } from 'zod';
import { events } from '@/db/schema/jobs';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';

/** The input of Inngest's event API: one event or several. */
const SentEvent = z.object({
  name: z.string().min(1).max(256),
  data: z.record(z.string(), z.unknown()).default({}),
  id: z.string().max(256).nullish(),
  ts: z.number().nullish(),
});
export const SentEvents = z.union([z.array(SentEvent), SentEvent.transform((one) => [one])]);

/** A `ts` this far ahead means "later"; the SDK stamps every event with its own now. */
const LATER_MS = 1_000;

/**
 * Writes events sent by a function with `step.sendEvent` to the outbox. `seed` identifies the request, so that a
 * repeated request yields the same events.
 * @returns the events' ids, in order
 */
export async function acceptEvents(
  ctx: Ctx,
  list: z.output<typeof SentEvents>,
  seed: string,
): Promise<string[]> {
  const rows = list.map((event, index) => {
    const { customerId: owner } = event.data as { customerId?: unknown };
    const isLater = typeof event.ts === 'number' && event.ts > ctx.now.getTime() + LATER_MS;
    return {
      eventId: event.id || uuidOf(seed, index),
      name: event.name,
      data: event.data,
      customerId: Number.isSafeInteger(owner) ? (owner as number) : null,
      createdAt: ctx.now,
      notBefore: isLater ? new Date(event.ts ?? 0) : null,
    };
  });
  if (rows.length === 0) return [];
  await inTransaction(ctx, ({ tx }) =>
    tx.insert(events).values(rows).onConflictDoNothing({ target: events.eventId }),
  );
  return rows.map((row) => row.eventId);
}

function uuidOf(seed: string, index: number): string {
  return createHash('sha256').update(`${seed}:${index}`).digest('hex').slice(0, 32);
}
