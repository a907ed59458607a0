import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx, TxCtx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { found, refuse } from '@/lib/kit/errors';
import { creditTopUp } from './settle-top-up';
import { spendCredit } from './spend-credit';
import { findTopUp, lockTopUp, type TopUpRow, updateTopUp } from './store';
import { type Checkout, retrieveCheckout } from './stripe-checkout';
import { createRefund } from './stripe-refunds';

export const ResolveParkedTopUp = z.object({
  topUpId: z.uuid(),
  /** `credit` what arrived, or `return` it to the payer. */
  decision: z.enum(['credit', 'return']),
  reason: z.string().trim().min(1, 'field_required').max(500, 'field_too_long'),
});
export type ResolveParkedTopUp = z.infer<typeof ResolveParkedTopUp>;

/**
 * Staff decide about a payment that does not equal its top-up: the wallet gets what has arrived, never what
 * was wished, or all of it goes back to the payer.
 * @throws DomainError `top_up_not_parked` | `top_up_wrong_currency` | `refund_refused`
 */
export async function resolveParkedTopUp(ctx: Ctx, input: ResolveParkedTopUp): Promise<void> {
  const { decision } = ResolveParkedTopUp.parse(input);
  requireStaff(ctx, decision === 'credit' ? 'wallet.adjust' : 'payments.refund');
  const topUp = found(await findTopUp(ctx, input.topUpId));
  if (topUp.status !== 'parked' || topUp.checkoutSessionId === null) {
    refuse('invalid-state', 'top_up_not_parked');
  }
  const checkout = await retrieveCheckout(topUp.checkoutSessionId);
  if (decision === 'return') await sendBack(topUp, checkout);
  await inTransaction(ctx, (tctx) => close(tctx, input, checkout));
  if (decision === 'credit') await spendCredit(ctx, topUp);
}

async function sendBack(topUp: TopUpRow, checkout: Checkout): Promise<void> {
  const sent = await createRefund({
    requestId: topUp.id,
    paymentIntentId: checkout.paymentIntentId ?? '',
    stripeAmount: null,
  });
  if (sent.kind === 'refused') refuse('invalid-state', 'refund_refused');
}

async function close(ctx: TxCtx, input: ResolveParkedTopUp, checkout: Checkout): Promise<void> {
  const topUp = await lockTopUp(ctx, input.topUpId);
  if (topUp.status !== 'parked') refuse('invalid-state', 'top_up_not_parked');
  if (input.decision === 'credit') await creditArrived(ctx, topUp, checkout);
  else await updateTopUp(ctx, topUp.id, { status: 'returned', parkReason: null });
  await recordAudit(ctx, {
    action: `top-up.${input.decision}`,
    subject: { kind: 'top-up', id: topUp.id },
    customerId: topUp.customerId,
    before: { amountMinor: topUp.amountMinor, parkReason: topUp.parkReason },
    after: { amountMinor: checkout.amountMinor },
    reason: input.reason,
  });
}

async function creditArrived(ctx: TxCtx, topUp: TopUpRow, checkout: Checkout): Promise<void> {
  const { amountMinor, currency, isPaid } = checkout;
  if (currency !== topUp.currency || amountMinor === null || amountMinor <= 0n || !isPaid) {
    refuse('invalid-state', 'top_up_wrong_currency');
  }
  await creditTopUp(ctx, { ...topUp, amountMinor }, checkout);
}
