import type { Ctx } from '@/lib/context';
import { loadOrderFacts } from './lookups/order-facts';
import type { OrderRequest } from './order-input';
import { priceOrder } from './price-order';
import type { QuotedOrder } from './quoted-order';

/**
 * Quotes an order at `ctx.now`, for its confirm sheet and, while its facts stay the same, for execution.
 * @throws DomainError if the order is not possible at all
 */
export async function quoteOrder(
  ctx: Ctx,
  subject: { customerId: number; request: OrderRequest },
): Promise<QuotedOrder> {
  return priceOrder(await loadOrderFacts(ctx, subject), ctx.now);
}
