import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import type { EndedCut } from '@/lib/kit/ended-cut';

/** An event stays small enough for whatever carries it. */
const CUTS_PER_EVENT = 200;

/** Has ended sessions looked at again a little later. A step of commands that nobody waits for afterwards. */
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
