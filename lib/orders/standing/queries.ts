import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { orders } from '@/db/schema/orders';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireCustomerAccess } from '@/lib/identity/authorise';
import { DomainError, found } from '@/lib/kit/errors';
import type { FrozenQuote } from '../frozen-quote';
import { lookAgain, shownOf } from '../look-again';
import { OrderRequest } from '../order-input';
import { isOpen, refusalOfStanding } from '../rules';
import { sealQuote } from '../seal-quote';
import type { OrderRow } from '../store';

export type OrderStanding =
  /** Paid for now, it is bought as it was confirmed. */
  | { kind: 'holds' }
  /** `was` is what was confirmed, as its sheet carried it; null where that is not known. */
  | { kind: 'changed'; was: string | null }
  | { kind: 'gone' }
  | { kind: 'impossible'; error: DomainError };

/**
 * Whether an order that waits for its money would still be bought as confirmed if it were paid for now; by the look
 * that its execution takes. Null for an order that waits for nothing any more.
 * @throws DomainError `not-found`, for another customer's order too
 */
export async function findOrderStanding(
  ctx: Ctx,
  { customerId, orderId }: { customerId: number; orderId: string },
): Promise<OrderStanding | null> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const [row] = await readDb(ctx)
    .select()
    .from(orders)
    .where(and(eq(orders.id, orderId), eq(orders.customerId, customerId)));
  const order = found(row);
  return isOpen(order, ctx.now) ? standingOf(ctx, order) : null;
}

async function standingOf(reader: Ctx, order: OrderRow): Promise<OrderStanding> {
  // As the job that executes it: what staff ordered for a customer stands for the customer who looks at it, too.
  const ctx: Ctx = { ...reader, actor: { kind: 'system', job: 'order-standing' } };
  const { customerId } = order;
  const request = OrderRequest.parse(order.payload);
  const subject = { customerId, request };
  try {
    const shown = await shownOf(ctx, order, subject);
    const standing = shown === null ? 'changed' : await lookAgain(ctx, { ...subject, shown });
    return standing === 'changed'
      ? { kind: 'changed', was: sealedOrNull(subject, shown) }
      : { kind: standing };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { kind: 'impossible', error };
  }
}

function sealedOrNull(
  subject: { customerId: number; request: OrderRequest },
  shown: FrozenQuote | null,
): string | null {
  return shown === null ? null : sealQuote(subject, shown);
}

/**
 * Why money for an order would not buy it; null when it would.
 * @throws DomainError `not-found`, for another customer's order too
 */
export async function findPayRefusal(
  ctx: Ctx,
  ids: { customerId: number; orderId: string },
): Promise<DomainError | null> {
  const standing = await findOrderStanding(ctx, ids);
  if (standing === null) return new DomainError('invalid-state', 'order_expired');
  if (standing.kind === 'holds') return null;
  if (standing.kind === 'impossible') return standing.error;
  return new DomainError('conflict', refusalOfStanding[standing.kind]);
}

export type WaitingOrder = {
  orderId: string;
  kind: OrderRow['kind'];
  /** Of the plan or the pack. */
  itemName: string;
  request: OrderRequest;
  totalMinor: bigint;
  expiresAt: Date;
  standing: OrderStanding;
};

/** Orders that wait for their money, oldest first, and what became of their offers; of one service where given. */
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
  return Promise.all(
    rows.map(async ({ order, itemName }) => {
      const { id: orderId, kind, totalMinor, expiresAt } = order;
      const request = OrderRequest.parse(order.payload);
      const standing = await standingOf(ctx, order);
      return { orderId, kind, itemName, request, totalMinor, expiresAt, standing };
    }),
  );
}

const itemNameOf = sql<string>`coalesce(
  (select p.name from packs p where p.id = (${orders.payload} ->> 'packId')::bigint),
  (select i.name from catalog_items i where i.id = (${orders.payload} ->> 'itemId')::bigint), '')`;
