import type { Ctx } from '@/lib/context';
import type { OrderRequest } from '@/lib/orders/order-input';
import { previewOrder } from '@/lib/orders/preview-order';

/** The quote as the confirm sheet would carry it if opened now. */
export async function shownQuote(ctx: Ctx, customerId: number, request: OrderRequest) {
  return (await previewOrder(ctx, { customerId, request })).sealedQuote;
}
