import type { Ctx } from '@/lib/context';
import { requireCustomerAccess } from '@/lib/identity/authorise';
import { getWallet } from '@/lib/wallet/queries';
import { OrderRequest } from './order-input';
import { proposeOrderId } from './queries';
import { quoteOrder } from './quote-order';
import { decideQuote, type Quote, type QuoteOutcome } from './rules';

export type OrderPreview = {
  orderId: string;
  request: OrderRequest;
  quote: Quote;
  balanceMinor: bigint;
  outcome: QuoteOutcome;
};

/** What the confirm sheet shows; `placeOrder` with its `orderId` and total does exactly this. */
export async function previewOrder(
  ctx: Ctx,
  input: { customerId: number; request: OrderRequest },
): Promise<OrderPreview> {
  const { customerId } = input;
  requireCustomerAccess(ctx, customerId, 'orders.write');
  const request = OrderRequest.parse(input.request);
  const [quote, wallet, orderId] = await Promise.all([
    quoteOrder(ctx, { customerId, request }),
    getWallet(ctx, customerId),
    proposeOrderId(ctx, { customerId, request }),
  ]);
  return {
    orderId,
    request,
    quote,
    balanceMinor: wallet.balanceMinor,
    outcome: decideQuote(quote, wallet),
  };
}
