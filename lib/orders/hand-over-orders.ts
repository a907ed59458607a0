import { eq } from 'drizzle-orm';
import { orders } from '@/db/schema/orders';
import type { TxCtx } from '@/lib/context';

/** Moves a customer's orders to another customer; waiting orders then wait for that customer's credit. */
export async function handOverOrders(
  ctx: TxCtx,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<void> {
  await ctx.tx.update(orders).set({ customerId: toId }).where(eq(orders.customerId, fromId));
}
