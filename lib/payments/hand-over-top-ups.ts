import { eq } from 'drizzle-orm';
import { topUps } from '@/db/schema/payments';
import type { TxCtx } from '@/lib/context';

/**
 * Moves a customer's top-ups to another customer, so that a late refund or dispute debits the wallet that got
 * the credit.
 */
export async function handOverTopUps(
  ctx: TxCtx,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<void> {
  await ctx.tx
    .update(topUps)
    .set({ customerId: toId, updatedAt: ctx.now })
    .where(eq(topUps.customerId, fromId));
}
