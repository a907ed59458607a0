import { eq } from 'drizzle-orm';
import { topUps } from '@/db/schema/payments';
import type { TxCtx } from '@/lib/context';

/**
 * Top-ups of one customer, with their payments at Stripe, become another's: a late refund or dispute then
 * takes from the wallet that got the credit.
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
