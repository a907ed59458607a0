import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import type { OrderRequest } from '@/lib/orders/order-input';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';

/** Opens the sheet and confirms it at once, as a customer does. */
export async function confirmOrder(ctx: Ctx, customerId: number, request: OrderRequest) {
  const preview = await previewOrder(ctx, { customerId, request });
  const placed = await placeOrder(ctx, {
    orderId: preview.orderId,
    customerId,
    request,
    quote: preview.sealedQuote,
  });
  return { preview, placed };
}

/** Returns the key of the refusal, or that there was none. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError) return error.key;
    throw error;
  }
  return 'not refused';
}
