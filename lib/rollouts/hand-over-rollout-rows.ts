import { eq } from 'drizzle-orm';
import { rolloutRows } from '@/db/schema/rollouts';
import type { TxCtx } from '@/lib/context';

/** Moves a customer's rows of running rollouts to another customer. */
export async function handOverRolloutRows(
  ctx: TxCtx,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<void> {
  await ctx.tx
    .update(rolloutRows)
    .set({ customerId: toId })
    .where(eq(rolloutRows.customerId, fromId));
}
