import { eq } from 'drizzle-orm';
import { scheduledChanges } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';

export async function closeScheduledChange(
  ctx: TxCtx,
  changeId: number,
  outcome: { state: 'applied' | 'cancelled' | 'failed'; failure?: string },
): Promise<void> {
  await ctx.tx
    .update(scheduledChanges)
    .set({ state: outcome.state, failure: outcome.failure ?? null, settledAt: ctx.now })
    .where(eq(scheduledChanges.id, changeId));
}
