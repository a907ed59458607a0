import { inTransaction } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { found } from '@/lib/kit/errors';
import type { TopUpStatus } from '@/lib/kit/words';
import { creditWallet } from '@/lib/wallet/credit-wallet';
import { claimTopUp } from './claim-top-up';
import { followLoss } from './follow-loss';
import { closeGone, leftOf } from './follow-parked';
import { followPayment } from './follow-payment';
import { readParties } from './lookups/parties';
import { parkPayment, paymentOf } from './park-payment';
import { decideTopUp, isOtherPayment, isOtherSale, isSettled } from './rules';
import type { PaymentNames } from './rules/payment-names';
import { findPayer, setAsidePayment } from './set-aside-payment';
import { spendCredit } from './spend-credit';
import {
  findTopUp,
  findTopUpOfSession,
  lockTopUp,
  markChecked,
  nextReceiptNumber,
  type TopUpRow,
  updateTopUp,
} from './store';
import { type Checkout, type Payment, retrieveCheckout } from './stripe-checkout';

export type SettledTopUp = { topUpId: string; customerId: number; status: TopUpStatus };

/**
 * Updates a top-up from its current state at Stripe and credits the wallet once the money has arrived. The
 * landing page, the webhook and the sweep all call this or `settleCheckout`; the first one credits.
 * @throws DomainError `not-found` | `payments_unavailable`
 */
export async function settleTopUp(ctx: Ctx, input: { topUpId: string }): Promise<SettledTopUp> {
  const topUp = found(await findTopUp(ctx, input.topUpId));
  requireCustomerAccess(ctx, topUp.customerId, 'payments.read');
  if (isSettled(topUp.status) || topUp.checkoutSessionId === null) return outcomeOf(topUp);
  const checkout = await retrieveCheckout(topUp.checkoutSessionId);
  return (await settleCheckout(ctx, checkout)) ?? outcomeOf(topUp);
}

/**
 * Settles the top-up of a checkout session just retrieved from Stripe; returns null if none is ours. Retrieves the
 * payment's refunds and disputes before it credits anything, because their webhooks may be lost or late. The credit
 * commits before it is spent: a failed purchase must never roll back a payment, and purchases lock
 * schedules before the wallet, which this transaction has already locked.
 */
export async function settleCheckout(ctx: Ctx, checkout: Checkout): Promise<SettledTopUp | null> {
  const known = await findTopUpOfSession(ctx, checkout);
  if (!known) return null;
  // The audit log names the payment as the actor, not the caller.
  const asStripe: Ctx = { actor: { kind: 'webhook', source: 'stripe' }, now: ctx.now };
  if (checkout.isPaid && isOtherSale(known, checkout)) {
    const isSetAside = await setAsidePayment(asStripe, checkout, namesFor(known, checkout));
    if (isSetAside) return outcomeOf(known);
  }
  if (checkout.isPaid && !isSettled(known.status)) {
    const first = await claimTopUp(asStripe, known.id, checkout);
    // The process that claimed it for the first payment may have died.
    if (first) await settleCheckout(ctx, first);
    else await followPayment(asStripe, checkout);
  }
  const { topUp, isCredited, isExtra } = await inTransaction(asStripe, (tctx) =>
    settleLocked(tctx, known.id, checkout),
  );
  if (isCredited) await spendCredit(ctx, known);
  if (isExtra) await setAsidePayment(asStripe, checkout, namesFor(known, checkout));
  return topUp;
}

function namesFor({ id }: Pick<TopUpRow, 'id'>, { names }: Checkout): PaymentNames {
  return { topUpId: id, customerId: names.customerId };
}

async function settleLocked(
  ctx: TxCtx,
  topUpId: string,
  checkout: Checkout,
): Promise<{ topUp: SettledTopUp; isCredited: boolean; isExtra?: boolean }> {
  const row = await lockTopUp(ctx, topUpId);
  // The refunds and disputes on record are those of the payment that the row belongs to, so no other one replaces it.
  if (isOtherPayment(row, checkout) && (checkout.isPaid || row.paymentIntentId !== null)) {
    await markChecked(ctx, row.id);
    return { topUp: outcomeOf(row), isCredited: false, isExtra: checkout.isPaid };
  }
  const names = namesFor(row, checkout);
  const isOwners = (await findPayer(ctx, names)) === row.customerId;
  // A session that also names another customer is parked like one that names another top-up.
  const decision = decideTopUp(row, isOwners ? checkout : { ...checkout, topUpId: null });
  switch (decision.kind) {
    case 'credit':
      return creditRest(ctx, row, checkout);
    case 'park':
      await parkPayment(ctx, row, { payment: checkout, reason: decision.reason });
      return { topUp: outcomeOf({ ...row, status: 'parked' }), isCredited: false };
    case 'move':
      await updateTopUp(ctx, row.id, { ...paymentOf(row, checkout), status: decision.status });
      if (isEndOfPayment(row, decision.status)) await announceFailure(ctx, row);
      return { topUp: outcomeOf({ ...row, status: decision.status }), isCredited: false };
    case 'stay':
      await markChecked(ctx, row.id);
      return { topUp: outcomeOf(row), isCredited: false };
  }
}

/** Credits the payment less what went back to the payer before; one that went back entirely is closed uncredited. */
async function creditRest(
  ctx: TxCtx,
  row: TopUpRow,
  checkout: Checkout,
): Promise<{ topUp: SettledTopUp; isCredited: boolean }> {
  const left = await leftOf(ctx, row.id, row.amountMinor);
  if (left.isOver) {
    await closeGone(ctx, { ...row, ...paymentOf(row, checkout) }, left);
    return { topUp: outcomeOf({ ...row, status: 'returned' }), isCredited: false };
  }
  await creditTopUp(ctx, row, checkout);
  await followLoss(ctx, { ...row, status: 'paid' });
  return { topUp: outcomeOf({ ...row, status: 'paid' }), isCredited: left.leftMinor > 0n };
}

/** Credits the row's amount and closes the row. The caller holds the lock on it. */
export async function creditTopUp(ctx: TxCtx, row: TopUpRow, payment: Payment): Promise<void> {
  const { transferId } = await creditWallet(ctx, {
    customerId: row.customerId,
    amountMinor: row.amountMinor,
    causeKey: `topup:${row.id}`,
    kind: 'top_up',
    fromAccount: 'stripe_clearing',
    text: row.description,
  });
  await emitEvents(ctx, [
    {
      name: 'top-up/paid',
      data: { topUpId: row.id, customerId: row.customerId },
      id: `top-up/paid:${row.id}`,
    },
  ]);
  await updateTopUp(ctx, row.id, {
    ...paymentOf(row, payment),
    status: 'paid',
    parkReason: null,
    arrivedMinor: null,
    arrivedCurrency: null,
    amountMinor: row.amountMinor,
    paidAt: ctx.now,
    transferId,
    feeMinor: payment.feeMinor,
    receiptNumber: await nextReceiptNumber(ctx),
    receiptParties: { ...(await readParties(ctx, row.customerId)), customerId: row.customerId },
  });
}

/** An unused page that expires is no news to its payer; a payment that was on its way is. */
function isEndOfPayment({ status: before }: TopUpRow, status: TopUpStatus): boolean {
  return status === 'failed' || (status === 'expired' && before === 'processing');
}

async function announceFailure(ctx: TxCtx, { id, customerId }: TopUpRow): Promise<void> {
  await emitEvents(ctx, [
    { name: 'top-up/failed', data: { topUpId: id, customerId }, id: `top-up/failed:${id}` },
  ]);
}

function outcomeOf(row: Pick<TopUpRow, 'id' | 'customerId' | 'status'>): SettledTopUp {
  return { topUpId: row.id, customerId: row.customerId, status: row.status };
}
