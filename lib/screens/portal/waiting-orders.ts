import { and, asc, desc, eq, gt, notExists, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { orders } from '@/db/schema/orders';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { OrderRow } from '@/lib/orders/lookups/is-waiting-change-of';
import { findOrderStanding, standingOf } from '@/lib/orders/lookups/standing';
import { OrderRequest } from '@/lib/orders/order-input';
import type { OrderStanding } from '@/lib/orders/rules/order-standing';

/**
 * Returns whether the offer of a waiting order still stands; null for an order that no longer waits.
 * @throws DomainError `not-found`, also for another customer's order
 */
export async function getOrderStanding(
  ctx: Ctx,
  ids: { customerId: number; orderId: string },
): Promise<OrderStanding | null> {
  requireCustomerAccess(ctx, ids.customerId, 'services.read');
  return findOrderStanding(ctx, ids);
}

export type WaitingOrder = {
  orderId: string;
  kind: OrderRow['kind'];
  /** Name of the plan or the pack. */
  itemName: string;
  request: OrderRequest;
  totalMinor: bigint;
  expiresAt: Date;
  standing: OrderStanding;
};

/** Lists orders that wait for payment, oldest first, with the state of their offers; optionally of one service. */
export async function listWaitingOrders(
  ctx: Ctx,
  { customerId, serviceId }: { customerId: number; serviceId?: number | undefined },
): Promise<WaitingOrder[]> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const rows = await readDb(ctx)
    .select({ order: orders, itemName: itemNameOf })
    .from(orders)
    .where(
      and(
        eq(orders.customerId, customerId),
        eq(orders.state, 'waiting'),
        gt(orders.expiresAt, ctx.now),
        serviceId === undefined
          ? undefined
          : sql`(${orders.payload} ->> 'serviceId')::bigint = ${serviceId}`,
      ),
    )
    .orderBy(asc(orders.createdAt), asc(orders.id));
  const waiting: WaitingOrder[] = [];
  // Sequential because each quote takes a dozen reads: a page with many orders then uses one connection.
  for (const { order, itemName } of rows) {
    const { id: orderId, kind, totalMinor, expiresAt } = order;
    const request = OrderRequest.parse(order.payload);
    const standing = await standingOf(ctx, order);
    waiting.push({ orderId, kind, itemName, request, totalMinor, expiresAt, standing });
  }
  return waiting;
}

export type FailedOrder = Pick<WaitingOrder, 'orderId' | 'kind' | 'itemName'> & {
  /** A key of the error messages: the reason when it failed, which may have gone since. */
  failure: string | null;
  failedAt: Date;
};

const FAILURE_SHOWN_DAYS = 7;

/** Lists orders that failed in the last seven days, newest first, until the customer orders something again. */
export async function listFailedOrders(
  ctx: Ctx,
  { customerId }: { customerId: number },
): Promise<FailedOrder[]> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const later = alias(orders, 'later');
  const since = new Date(ctx.now.getTime() - FAILURE_SHOWN_DAYS * 86_400_000);
  const { id: orderId, kind, failure } = orders;
  const failedAt = sql<Date>`${orders.settledAt}`.mapWith(orders.settledAt);
  return readDb(ctx)
    .select({ orderId, kind, failure, failedAt, itemName: itemNameOf })
    .from(orders)
    .where(
      and(
        eq(orders.customerId, customerId),
        eq(orders.state, 'failed'),
        gt(orders.settledAt, since),
        notExists(
          readDb(ctx)
            .select({ one: sql`1` })
            .from(later)
            .where(
              and(
                eq(later.customerId, customerId),
                or(gt(later.createdAt, orders.settledAt), gt(later.settledAt, orders.settledAt)),
                sql`${later.state} in ('waiting', 'executed')`,
              ),
            ),
        ),
      ),
    )
    .orderBy(desc(orders.settledAt), desc(orders.id));
}

const itemNameOf = sql<string>`coalesce(
  (select p.name from packs p where p.id = (${orders.payload} ->> 'packId')::bigint),
  (select i.name from catalog_items i where i.id = (${orders.payload} ->> 'itemId')::bigint), '')`;
