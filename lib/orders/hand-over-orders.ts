import { eq } from 'drizzle-orm';
import { orders } from '@/db/schema/orders';
import type { TxCtx } from '@/lib/context';

/** Orders of one customer become another's; those that wait for credit then wait for theirs. */
export async function handOverOrders(
  ctx: TxCtx,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<void> {
  await ctx.tx.update(orders).set({ customerId: toId }).where(eq(orders.customerId, fromId));
}
