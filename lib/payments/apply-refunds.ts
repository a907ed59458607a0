import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { followLoss } from './follow-loss';
import { followParked } from './follow-parked';
import { isRefundNews } from './rules';
import {
  findRefund,
  findRefundById,
  findTopUpOfIntent,
  insertRefund,
  lockTopUpOfIntent,
  type RefundRow,
  type TopUpRow,
  updateRefund,
} from './store';
import { listRefunds, type RefundFacts } from './stripe-refunds';

/**
 * Applies the current state of a payment's refunds at Stripe: debits the wallet for money returned to the
 * payer, even if it was spent, and credits it again when a refund fails. Returns false if the payment is not
 * one of our top-ups. Idempotent and independent of order.
 */
export async function applyRefunds(ctx: Ctx, input: { paymentIntentId: string }): Promise<boolean> {
  requireStaffOrSystem(ctx, 'payments.refund');
  const { paymentIntentId } = input;
  const topUp = await findTopUpOfIntent(ctx, paymentIntentId);
  if (!topUp) return false;
  const refunds = await listRefunds(paymentIntentId);
  for (const refund of refunds) {
    await inTransaction(ctx, async (tctx) => {
      const locked = await lockTopUpOfIntent(tctx, { id: topUp.id, paymentIntentId });
      await applyRefund(tctx, locked, refund);
    });
  }
  return true;
}

/** Applies one refund. The caller holds the lock on its top-up. */
export async function applyRefund(ctx: TxCtx, topUp: TopUpRow, refund: RefundFacts): Promise<void> {
  const known = (await findRefund(ctx, refund)) ?? (await insertForeign(ctx, topUp, refund));
  if (isRefundNews(known.status, refund.status)) {
    await updateRefund(ctx, known.id, {
      status: refund.status,
      stripeRefundId: refund.stripeRefundId,
    });
  }
  await followLoss(ctx, topUp);
  await followParked(ctx, topUp);
}

/** Records a refund made directly at Stripe, by staff there or by the bank. */
function insertForeign(ctx: TxCtx, topUp: TopUpRow, refund: RefundFacts): Promise<RefundRow> {
  return insertRefund(ctx, {
    id: refund.stripeRefundId,
    topUpId: topUp.id,
    stripeRefundId: refund.stripeRefundId,
    amountMinor: refund.amountMinor,
    status: refund.status,
    createdAt: refund.createdAt,
    updatedAt: ctx.now,
  });
}

/** Closes a refund that Stripe never made and returns the reserved amount to the wallet. */
export async function failRefund(ctx: TxCtx, topUp: TopUpRow, refundId: string): Promise<void> {
  const refund = await findRefundById(ctx, refundId);
  if (refund?.status !== 'requested') return;
  await updateRefund(ctx, refundId, { status: 'failed' });
  await followLoss(ctx, topUp);
  await followParked(ctx, topUp);
}
