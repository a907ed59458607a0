import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { listBack } from './lookups';
import { paymentOf } from './park-payment';
import { isOtherPayment, isSettled } from './rules';
import { findTopUp, lockTopUp, updateTopUp } from './store';
import { type Checkout, findCheckoutOfIntent } from './stripe-checkout';

/**
 * Records on an open top-up which payment it is settled with, so that the payment's refunds and disputes find the row.
 * The first payment that has arrived keeps the row, because what is recorded there is about that payment. Returns that
 * first payment if it is another than this paid one, otherwise null. Replaces a payment that is only on its way.
 */
export async function claimTopUp(
  ctx: Ctx,
  topUpId: string,
  paid: Checkout,
): Promise<Checkout | null> {
  const seen = found(await findTopUp(ctx, topUpId));
  const first =
    seen.paymentIntentId !== null && isOtherPayment(seen, paid)
      ? await findCheckoutOfIntent(seen.paymentIntentId)
      : null;
  if (first?.isPaid) return first;
  const isStale = await inTransaction(ctx, async (tctx) => {
    const row = await lockTopUp(tctx, topUpId);
    if (isSettled(row.status)) return false;
    if (row.paymentIntentId !== seen.paymentIntentId) return true;
    const { refunds, disputes } = await listBack(tctx, topUpId);
    const isFollowed = refunds.length + disputes.length > 0;
    if (isFollowed && isOtherPayment(row, paid)) return false;
    await updateTopUp(tctx, topUpId, paymentOf(row, paid));
    return false;
  });
  // Another process recorded a payment in between, so it is compared with that one.
  return isStale ? claimTopUp(ctx, topUpId, paid) : null;
}
