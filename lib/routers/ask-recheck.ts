import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import type { EndedCut } from '@/lib/kit/ended-cut';

/** Keeps events small enough for any transport. */
const CUTS_PER_EVENT = 200;

/** Schedules a second look at the ended sessions a little later. A step of commands; no caller waits for its result. */
export async function askRecheck(
  ctx: TxCtx,
  routerId: number,
  ended: readonly EndedCut[],
): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(ended.length / CUTS_PER_EVENT) }, (_, index) =>
    ended.slice(index * CUTS_PER_EVENT, (index + 1) * CUTS_PER_EVENT),
  );
  await emitEvents(
    ctx,
    chunks.map((chunk) => ({
      name: 'router/sessions.ended' as const,
      data: { routerId, ended: chunk },
    })),
  );
}
