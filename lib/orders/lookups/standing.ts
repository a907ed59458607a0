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

/** The caller has checked whose order it is. */
export async function standingOf(reader: Ctx, order: OrderRow): Promise<OrderStanding> {
  // As the job that executes it: what staff ordered for a customer stands for the customer who looks at it, too.
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
