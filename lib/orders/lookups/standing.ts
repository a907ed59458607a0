import { and, eq } from 'drizzle-orm';
import { orders } from '@/db/schema/orders';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { DomainError, found } from '@/lib/kit/errors';
import { lookAgain, shownOf } from '../look-again';
import { OrderRequest } from '../order-input';
import type { FrozenQuote } from '../quoted-order';
import { isOpen, refusalOfStanding } from '../rules';
import type { OrderStanding } from '../rules/order-standing';
import { sealQuote } from '../seal-quote';
import type { OrderRow } from './is-waiting-change-of';

/**
 * Returns whether a waiting order would still be bought as confirmed if it were paid now, using the same
 * check as execution. Null if the order no longer waits.
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

/** Returns the standing of an order. The caller has checked access to it. */
export async function standingOf(reader: Ctx, order: OrderRow): Promise<OrderStanding> {
  // Checked as the job that executes it, so that an order staff placed for a customer also holds when the
  // customer views it.
  const ctx: Ctx = { ...reader, actor: { kind: 'system', job: 'order-standing' } };
  const { customerId } = order;
  const request = OrderRequest.parse(order.payload);
  const subject = { customerId, request };
  try {
    const shown = await shownOf(ctx, order, subject);
    const look = shown && (await lookAgain(ctx, { ...subject, shown }));
    const standing = look?.standing ?? 'changed';
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
 * Returns why a payment would not buy the order; null if it would.
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
