import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { getRolloutRow } from './store';

export const ResumeRollout = z.object({ rolloutId: z.uuid() });

/** Requeues the job of a rollout that stopped; processed rows stay unchanged. */
export async function resumeRollout(ctx: Ctx, input: z.infer<typeof ResumeRollout>): Promise<void> {
  requireStaff(ctx, 'catalog.write');
  const { rolloutId } = ResumeRollout.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const { finishedAt } = await getRolloutRow(tctx, rolloutId);
    if (finishedAt !== null) return;
    await emitEvents(tctx, [{ name: 'catalog/rollout.started', data: { rolloutId } }]);
  });
}
