import { getSql } from '@/db/client';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { applyDispute } from '@/lib/payments/apply-dispute';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { startTopUp } from '@/lib/payments/start-top-up';
import type { startStripeStandIn } from '@/stand-ins/stripe/stand-in';

const GOOD_CARD = '4242424242424242';
const DISPUTED_CARD = '4000000000000259';

type Stripe = Awaited<ReturnType<typeof startStripeStandIn>>;

/** One top-up in each state that staff decide on, a dispute, and an order. */
export async function givenMoney(
  ctx: Ctx,
  stripe: Stripe,
  { customerId, targetItemId }: { customerId: number; targetItemId: number },
) {
  const paidTopUpId = await givenTopUp(ctx, stripe, { customerId, card: GOOD_CARD });
  const topUpId = await givenTopUp(ctx, stripe, { customerId, card: null });
  const parkedTopUpId = await givenTopUp(ctx, stripe, { customerId, card: null });
  await getSql()`update top_ups set amount_minor = 1234 where id = ${parkedTopUpId}`;
  await pay(ctx, stripe, parkedTopUpId, GOOD_CARD);
  const request = { kind: 'new_service', itemId: targetItemId } as const;
  const preview = await previewOrder(ctx, { customerId, request });
  const { orderId } = await placeOrder(ctx, {
    ...{ orderId: preview.orderId, customerId, request },
    quote: preview.sealedQuote,
  });
  const disputedTopUpId = await givenTopUp(ctx, stripe, { customerId, card: DISPUTED_CARD });
  const [dispute] = stripe.objects.all('disputes');
  if (dispute === undefined) throw new Error('the card makes no dispute');
  await applyDispute(ctx, { disputeId: dispute.id });
  await getSql()`update top_up_disputes set stops_services = true where id = ${dispute.id}`;
  return { paidTopUpId, topUpId, parkedTopUpId, disputedTopUpId, orderId, disputeId: dispute.id };
}

async function givenTopUp(
  ctx: Ctx,
  stripe: Stripe,
  { customerId, card }: { customerId: number; card: string | null },
): Promise<string> {
  const wish = { topUpId: newId(), customerId, amountMinor: 7_734n };
  const { topUpId } = await startTopUp(ctx, wish);
  if (card !== null) await pay(ctx, stripe, topUpId, card);
  return topUpId;
}

async function pay(ctx: Ctx, stripe: Stripe, topUpId: string, card: string): Promise<void> {
  const [row] = await getSql()<{ checkout_session_id: string }[]>`
    select checkout_session_id from top_ups where id = ${topUpId}`;
  stripe.pay(row?.checkout_session_id ?? '', card);
  await settleTopUp(ctx, { topUpId });
}
