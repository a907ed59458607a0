import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { applyRefunds } from './apply-refunds';
import { sendRefund } from './send-refund';
import { findRefundById, findTopUp, listOpenRefunds, type RefundRow } from './store';
import { hasStripeKey } from './stripe';

const QUIET_MS = 10 * 60_000;
const BATCH = 100;

/** Completes refunds that an outage interrupted or whose webhook never arrived. */
export async function sweepRefunds(ctx: Ctx): Promise<{ checked: number; failed: number }> {
  requireStaffOrSystem(ctx, 'payments.refund');
  const changedBefore = new Date(ctx.now.getTime() - QUIET_MS);
  const swept = { checked: 0, failed: 0 };
  if (!hasStripeKey()) return swept;
  for (const refund of await listOpenRefunds(ctx, { changedBefore, limit: BATCH })) {
    swept.checked += 1;
    try {
      await follow(ctx, refund);
    } catch (error) {
      // A refund that fails must not block the others.
      logDefect(error, { refundId: refund.id });
      swept.failed += 1;
    }
  }
  return swept;
}

/** Checks Stripe first: after a day, the idempotency key no longer prevents a second refund. */
async function follow(ctx: Ctx, refund: RefundRow): Promise<void> {
  const topUp = await findTopUp(ctx, refund.topUpId);
  if (!topUp?.paymentIntentId) return;
  await applyRefunds(ctx, { paymentIntentId: topUp.paymentIntentId });
  const now = await findRefundById(ctx, refund.id);
  if (now?.status === 'requested') {
    await sendRefund(ctx, { topUpId: topUp.id, requestId: refund.id });
  }
}
