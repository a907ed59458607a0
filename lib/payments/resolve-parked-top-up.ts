import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { creditLeft, requireParked, reserveReturn } from './decide-parked';
import { followPayment } from './follow-payment';
import { sendRefund } from './send-refund';
import { spendCredit } from './spend-credit';
import { findTopUp } from './store';
import {
  findCheckoutOfIntent,
  type Payment,
  retrieveCheckout,
  retrievePayment,
} from './stripe-checkout';

export const ResolveParkedTopUp = z.object({
  topUpId: z.uuid(),
  /** `credit` what is left of the payment, or `return` it to the payer. */
  decision: z.enum(['credit', 'return']),
  reason: z.string().trim().min(1, 'field_required').max(500, 'field_too_long'),
  /** What was left when staff looked, in minor units; the decision is refused if that has changed. */
  leftMinor: z.bigint().optional(),
});
export type ResolveParkedTopUp = z.infer<typeof ResolveParkedTopUp>;

export type ResolvedTopUp = {
  /** `returning`: requested, but not yet confirmed by Stripe. */
  kind: 'credited' | 'returned' | 'returning';
};

/**
 * Resolves a payment whose amount differs from its top-up: what is left of the amount received is credited to
 * the wallet or returned to the payer. Retrieves the payment's refunds and disputes from Stripe first, so
 * that a lost webhook cannot create credit without money behind it.
 * @throws DomainError `top_up_not_parked` | `top_up_gone` | `top_up_nothing_left` | `top_up_left_changed`
 * | `top_up_wrong_currency` | `return_refused` | `payments_unavailable`
 */
export async function resolveParkedTopUp(
  ctx: Ctx,
  input: ResolveParkedTopUp,
): Promise<ResolvedTopUp> {
  const wish = ResolveParkedTopUp.parse(input);
  requireStaff(ctx, wish.decision === 'credit' ? 'wallet.adjust' : 'payments.refund');
  const topUp = found(await findTopUp(ctx, wish.topUpId));
  requireParked(topUp);
  const payment = await paymentFor(topUp);
  await followPayment(ctx, payment);
  if (wish.decision === 'return') return sendBack(ctx, wish, payment);
  await inTransaction(ctx, (tctx) => creditLeft(tctx, wish, payment));
  await spendCredit(ctx, topUp);
  return { kind: 'credited' };
}

/**
 * Returns the payment that waits. Its session is another than the top-up's own when somebody made a session for it by
 * hand in Stripe: then our own session is still open, and nothing has arrived with it. An extra payment has no session
 * of its own here.
 */
async function paymentFor(topUp: {
  checkoutSessionId: string | null;
  paymentIntentId: string | null;
}): Promise<Payment> {
  const { checkoutSessionId, paymentIntentId } = topUp;
  if (checkoutSessionId === null) {
    const payment = paymentIntentId === null ? null : await retrievePayment(paymentIntentId);
    return payment ?? refuse('invalid-state', 'top_up_nothing_left');
  }
  const paid = paymentIntentId === null ? null : await findCheckoutOfIntent(paymentIntentId);
  return paid ?? retrieveCheckout(checkoutSessionId);
}

async function sendBack(
  ctx: Ctx,
  wish: ResolveParkedTopUp,
  payment: Payment,
): Promise<ResolvedTopUp> {
  const requestId = await inTransaction(ctx, (tctx) => reserveReturn(tctx, wish, payment));
  const status = await sendRefund(ctx, { topUpId: wish.topUpId, requestId });
  if (status === 'failed') refuse('invalid-state', 'return_refused');
  return { kind: status === 'succeeded' ? 'returned' : 'returning' };
}
