import type { Ctx } from '@/lib/context';
import { followPayment } from './follow-payment';
import type { PaymentNames } from './rules/payment-names';
import { setAsidePayment } from './set-aside-payment';
import { settleCheckout, settleTopUp } from './settle-top-up';
import { findTopUpOfIntent } from './store';
import {
  type Checkout,
  findCheckoutOfIntent,
  retrieveCheckout,
  retrievePayment,
} from './stripe-checkout';

/**
 * Settles the top-up of a payment intent, or sets the payment aside if it is a customer's without a top-up; returns
 * false if the payment is not one of ours.
 */
export async function applyIntent(ctx: Ctx, paymentIntentId: string): Promise<boolean> {
  const known = await findTopUpOfIntent(ctx, paymentIntentId);
  if (known) {
    const { status } = await settleTopUp(ctx, { topUpId: known.id });
    // Stripe may have failed after the payment was set aside, before its refunds and disputes were read.
    if (status === 'parked' || status === 'returned') await followPayment(ctx, { paymentIntentId });
    return true;
  }
  const checkout = await findCheckoutOfIntent(paymentIntentId);
  return checkout ? applyCheckout(ctx, checkout) : setAside(ctx, paymentIntentId);
}

/** Does the same for a checkout session, which names its customer itself or leaves that to its intent. */
export async function applySession(ctx: Ctx, sessionId: string): Promise<boolean> {
  return applyCheckout(ctx, await retrieveCheckout(sessionId));
}

async function applyCheckout(ctx: Ctx, checkout: Checkout): Promise<boolean> {
  if (await settleCheckout(ctx, checkout)) return true;
  const { isPaid, paymentIntentId, names } = checkout;
  return isPaid && paymentIntentId !== null && setAside(ctx, paymentIntentId, names);
}

async function setAside(
  ctx: Ctx,
  paymentIntentId: string,
  ofSession?: PaymentNames,
): Promise<boolean> {
  const payment = await retrievePayment(paymentIntentId);
  if (payment === null) return false;
  const asStripe: Ctx = { actor: { kind: 'webhook', source: 'stripe' }, now: ctx.now };
  const names: PaymentNames = {
    topUpId: ofSession?.topUpId ?? payment.names.topUpId,
    customerId: ofSession?.customerId ?? payment.names.customerId,
  };
  return setAsidePayment(asStripe, payment, names);
}
