import type { TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { uuidOf } from '@/lib/kit/ids';
import { placeOrder } from './place-order';
import { previewOrder } from './preview-order';

/**
 * Changes a plan at the current price, or refuses if there is not enough credit, because no user is there to
 * confirm a preview. `plannedFor` is the day on which it was to happen. Idempotent: the key names the cause, so a repeat finds the change done.
 */
export async function changePlanNow(
  ctx: TxCtx,
  {
    orderKey,
    customerId,
    serviceId,
    itemId,
    plannedFor,
  }: {
    orderKey: string;
    customerId: number;
    serviceId: number;
    itemId: number;
    plannedFor: string;
  },
): Promise<void> {
  const change = { serviceId, itemId, moment: 'now', plannedFor } as const;
  // Nobody is there to confirm the loss of a plan that is promised for the end of the period.
  const request = { kind: 'plan_change', ...change, keepsPlanned: true } as const;
  const { sealedQuote: quote } = await previewOrder(ctx, { customerId, request });
  const placed = await placeOrder(ctx, {
    orderId: uuidOf(orderKey),
    customerId,
    request,
    quote,
  });
  if (placed.kind === 'waiting') refuse('insufficient-credit', 'order_short');
}
