import { and, asc, eq, gt, inArray, lte, ne } from 'drizzle-orm';
import { orders } from '@/db/schema/orders';
import type { TxCtx } from '@/lib/context';
import type { OrderState } from '@/lib/kit/words';
import { isWaitingChangeOf, type OrderRow } from './lookups/is-waiting-change-of';

/**
 * Claims the order's id: the first transaction inserts the row; later ones wait for it and find it. Returns
 * the locked row and whether it is new.
 */
export async function claimOrder(
  ctx: TxCtx,
  row: typeof orders.$inferInsert,
): Promise<{ order: OrderRow; isNew: boolean }> {
  const [inserted] = await ctx.tx.insert(orders).values(row).onConflictDoNothing().returning();
  if (inserted) return { order: inserted, isNew: true };
  const [existing] = await ctx.tx.select().from(orders).where(eq(orders.id, row.id)).for('update');
  if (!existing) throw new Error(`order ${row.id} vanished`);
  return { order: existing, isNew: false };
}

export async function lockOrder(
  ctx: TxCtx,
  { orderId, customerId }: { orderId: string; customerId: number },
): Promise<OrderRow | undefined> {
  const [row] = await ctx.tx
    .select()
    .from(orders)
    .where(and(eq(orders.id, orderId), eq(orders.customerId, customerId)))
    .for('update');
  return row;
}

export type WaitingRow = Pick<OrderRow, 'id'>;

/** Lists the customer's orders that wait for payment, oldest first, without locking them. */
export async function listWaiting(ctx: TxCtx, customerId: number): Promise<WaitingRow[]> {
  return ctx.tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.customerId, customerId), eq(orders.state, 'waiting')))
    .orderBy(asc(orders.createdAt), asc(orders.id));
}

/** Cancels all other plan changes of the service that wait for payment, and returns them. */
export async function cancelOtherChanges(
  ctx: TxCtx,
  { orderId, ...service }: { orderId: string; customerId: number; serviceId: number },
): Promise<string[]> {
  const rows = await ctx.tx
    .update(orders)
    .set({ state: 'cancelled', failure: 'order_replaced', settledAt: ctx.now })
    .where(and(isWaitingChangeOf(service), ne(orders.id, orderId), gt(orders.expiresAt, ctx.now)))
    .returning({ id: orders.id });
  return rows.map(({ id }) => id);
}

export async function closeOrder(
  ctx: TxCtx,
  orderId: string,
  outcome: { state: OrderState; serviceId?: number | null; failure?: string | null },
): Promise<void> {
  await ctx.tx
    .update(orders)
    .set({
      state: outcome.state,
      serviceId: outcome.serviceId ?? null,
      failure: outcome.failure ?? null,
      settledAt: ctx.now,
    })
    .where(eq(orders.id, orderId));
}

/** Cancels orders that expired at or before `before`, oldest first; locked orders are skipped. */
export async function cancelExpired(
  ctx: TxCtx,
  { before, limit }: { before: Date; limit: number },
): Promise<{ orderId: string; customerId: number }[]> {
  // A common table expression, because a subquery could run again for each row and lock more than the limit.
  const due = ctx.tx.$with('due').as(
    ctx.tx
      .select({ id: orders.id })
      .from(orders)
      .where(and(eq(orders.state, 'waiting'), lte(orders.expiresAt, before)))
      .orderBy(asc(orders.expiresAt), asc(orders.id))
      .limit(limit)
      .for('update', { skipLocked: true }),
  );
  return ctx.tx
    .with(due)
    .update(orders)
    .set({ state: 'cancelled', failure: 'order_expired', settledAt: ctx.now })
    .where(inArray(orders.id, ctx.tx.select({ id: due.id }).from(due)))
    .returning({ orderId: orders.id, customerId: orders.customerId });
}

/** Replaces the quote and expiry of a waiting order that was confirmed on a newer sheet. */
export async function keepQuote(
  ctx: TxCtx,
  orderId: string,
  kept: Pick<OrderRow, 'quote' | 'totalMinor' | 'expiresAt'>,
): Promise<void> {
  await ctx.tx.update(orders).set(kept).where(eq(orders.id, orderId));
}
