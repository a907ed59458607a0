import type { Ctx } from '@/lib/context';
import { followPayment } from './follow-payment';
import { joinNames, type PaymentNames, topUpNamed } from './rules/payment-names';
import { setAsidePayment } from './set-aside-payment';
import { settleCheckout, settleTopUp } from './settle-top-up';
import { findTopUp, findTopUpOfIntent } from './store';
import {
  type Checkout,
  findCheckoutOfIntent,
  type Payment,
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
  if (checkout) return applyCheckout(ctx, checkout);
  const payment = await retrievePayment(paymentIntentId);
  if (payment === null) return false;
  const own = await findOwnCheckout(ctx, payment);
  return own ? applyCheckout(ctx, own) : setAsidePayment(asStripe(ctx), payment, payment.names);
}

/** Finds the session by the top-up that a payment names, in case Stripe's list does not have it yet. */
async function findOwnCheckout(
  ctx: Ctx,
  { names, paymentIntentId }: Payment,
): Promise<Checkout | null> {
  const topUpId = topUpNamed(names);
  const topUp = topUpId === null ? undefined : await findTopUp(ctx, topUpId);
  if (!topUp?.checkoutSessionId) return null;
  const checkout = await retrieveCheckout(topUp.checkoutSessionId);
  return checkout.paymentIntentId === paymentIntentId ? checkout : null;
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
  ofSession: PaymentNames,
): Promise<boolean> {
  const payment = await retrievePayment(paymentIntentId);
  if (payment === null) return false;
  const names = joinNames(ofSession, payment.names);
  return setAsidePayment(asStripe(ctx), payment, ...(names ? [names] : [ofSession, payment.names]));
}

/** The audit log names the payment as the actor, not the caller. */
function asStripe({ now }: Ctx): Ctx {
  return { actor: { kind: 'webhook', source: 'stripe' }, now };
}
