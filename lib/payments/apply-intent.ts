import type { Ctx } from '@/lib/context';
import { settleCheckout, settleTopUp } from './settle-top-up';
import { findTopUpOfIntent } from './store';
import { findCheckoutOfIntent } from './stripe-checkout';

/** Settles the top-up of a payment intent; returns false if the payment is not one of ours. */
export async function applyIntent(ctx: Ctx, paymentIntentId: string): Promise<boolean> {
  const known = await findTopUpOfIntent(ctx, paymentIntentId);
  if (known) {
    await settleTopUp(ctx, { topUpId: known.id });
    return true;
  }
  const checkout = await findCheckoutOfIntent(paymentIntentId);
  return checkout !== null && (await settleCheckout(ctx, checkout)) !== null;
}
