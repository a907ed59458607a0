import type { Ctx } from '@/lib/context';
import { loadOrderFacts } from './lookups/order-facts';
import type { OrderRequest } from './order-input';
import { priceOrder } from './price-order';
import type { QuotedOrder } from './quoted-order';

/**
 * An order quoted for `ctx.now`: what its sheet shows, and what is executed while the facts stay as they are.
 * @throws DomainError when the order is not possible at all
 */
export async function quoteOrder(
  ctx: Ctx,
  subject: { customerId: number; request: OrderRequest },
): Promise<QuotedOrder> {
  return priceOrder(await loadOrderFacts(ctx, subject), ctx.now);
}
