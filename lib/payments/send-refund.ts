import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { log } from '@/lib/kit/log';
import type { TopUpRefundStatus } from '@/lib/kit/words';
import { toStripeAmount } from '@/lib/settings/rules/stripe-amount';
import { applyRefund, failRefund } from './apply-refunds';
import { findRefundById, findTopUp, lockTopUp, type RefundRow, type TopUpRow } from './store';
import { type CreatedRefund, createRefund } from './stripe-refunds';

/**
 * Sends a reserved refund to Stripe and applies the result. Idempotent: the row's id is Stripe's idempotency
 * key. If Stripe is unreachable, the refund stays `requested`.
 */
export async function sendRefund(
  ctx: Ctx,
  ids: { topUpId: string; requestId: string },
): Promise<TopUpRefundStatus> {
  const topUp = await findTopUp(ctx, ids.topUpId);
  const refund = await findRefundById(ctx, ids.requestId);
  if (!topUp || !refund) throw new Error(`refund ${ids.requestId} has no row`);
  const created = await ask(topUp, refund);
  if (created === null) return 'requested';
  return inTransaction(ctx, async (tctx) => {
    const locked = await lockTopUp(tctx, topUp.id);
    if (created.kind === 'refund') {
      await applyRefund(tctx, locked, created.refund);
      return created.refund.status;
    }
    log.warn({ topUpId: topUp.id, code: created.code }, 'stripe refused a refund');
    await failRefund(tctx, locked, refund.id);
    return 'failed';
  });
}

async function ask(topUp: TopUpRow, refund: RefundRow): Promise<CreatedRefund | null> {
  const amount = toStripeAmount(refund.amountMinor, topUp.arrivedCurrency ?? topUp.currency);
  if (amount.kind === 'step') return { kind: 'refused', code: 'step' };
  try {
    return await createRefund({
      requestId: refund.id,
      paymentIntentId: topUp.paymentIntentId ?? '',
      stripeAmount: amount.value,
    });
  } catch (error) {
    if (error instanceof DomainError && error.key === 'payments_unavailable') return null;
    throw error;
  }
}
