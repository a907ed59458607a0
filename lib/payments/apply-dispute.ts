import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { lockCustomer } from '@/lib/customers/lock-customer';
import { log } from '@/lib/kit/log';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { followDispute } from './follow-dispute';
import { followLoss } from './follow-loss';
import { followParked } from './follow-parked';
import { isDisputeNews } from './rules';
import { type BankSums, newerSums } from './rules/loss';
import { paidAmount } from './rules/payment-left';
import {
  findDispute,
  findTopUpOfIntent,
  lockTopUpOfIntent,
  saveDispute,
  type TopUpRow,
} from './store';
import { type DisputeFacts, retrieveDispute } from './stripe-refunds';

/**
 * Applies the current state of a dispute at Stripe: the wallet loses what the bank took and did not give back. Money follows the bank's movements, not the dispute's status, so an inquiry takes
 * nothing and a lost dispute keeps what was withdrawn. Returns false if the payment is not one of our
 * top-ups.
 */
export async function applyDispute(ctx: Ctx, input: { disputeId: string }): Promise<boolean> {
  requireStaffOrSystem(ctx, 'payments.refund');
  const dispute = await retrieveDispute(input.disputeId);
  const { paymentIntentId } = dispute;
  if (paymentIntentId === null) return false;
  const topUp = await findTopUpOfIntent(ctx, paymentIntentId);
  if (!topUp) return false;
  const { id } = topUp;
  const lock = (tctx: TxCtx) => lockTopUpOfIntent(tctx, { id, paymentIntentId });
  await inTransaction(ctx, async (tctx) => moveMoney(tctx, await lock(tctx), dispute));
  // A separate transaction: services are locked before wallets, and the money must not wait for them.
  await inTransaction(ctx, async (tctx) => follow(tctx, await lock(tctx), dispute));
  return true;
}

/**
 * Saves the state together with its effect on services, so that a crash in between leaves both to be retried.
 */
async function follow(ctx: TxCtx, topUp: TopUpRow, dispute: DisputeFacts): Promise<void> {
  const { customerId } = topUp;
  await lockCustomer(ctx, customerId);
  await lockSchedules(ctx, customerId);
  const before = await findDispute(ctx, dispute.id);
  const reported = { state: dispute.state, movements: dispute.takes + dispute.returns };
  if (!before || !isDisputeNews(before, reported)) return;
  const { state, movements: stateMovements } = reported;
  await followDispute(ctx, { customerId, before, state, stateMovements });
  await followParked(ctx, topUp);
}

async function moveMoney(ctx: TxCtx, topUp: TopUpRow, dispute: DisputeFacts): Promise<void> {
  const before = await findDispute(ctx, dispute.id);
  const { takenMinor, givenBackMinor } = before ?? noSums;
  const reported = sumsInPaymentCurrency(topUp, dispute);
  // An older report knows fewer movements and must not undo what they settled.
  const isOlder = reported.takenMinor < takenMinor || reported.givenBackMinor < givenBackMinor;
  const { settled } = dispute;
  await saveDispute(ctx, {
    id: dispute.id,
    topUpId: topUp.id,
    amountMinor: dispute.amountMinor,
    // Stays `inquiry` until `follow` has acted on the reported state.
    state: before?.state ?? 'inquiry',
    reason: dispute.reason,
    ...newerSums({ takenMinor, givenBackMinor }, reported),
    ...(settled === null || isOlder
      ? {}
      : {
          settledMinor: settled.amountMinor,
          feeMinor: settled.feeMinor,
          settledCurrency: settled.currency,
        }),
    createdAt: dispute.createdAt,
    updatedAt: ctx.now,
  });
  await followLoss(ctx, topUp);
  if (!before) log.warn({ topUpId: topUp.id, disputeId: dispute.id }, 'a top-up is disputed');
}

const noSums: BankSums = { takenMinor: 0n, givenBackMinor: 0n };

/**
 * Returns the bank's movements in the currency that was paid. A dispute in another currency is one about the whole
 * payment, because its own amount says nothing about ours.
 */
function sumsInPaymentCurrency(topUp: TopUpRow, dispute: DisputeFacts): BankSums {
  const { minor, currency } = paidAmount(topUp);
  if (dispute.currency === currency) return dispute.sums;
  log.warn({ topUpId: topUp.id, disputeId: dispute.id }, 'a dispute is in another currency');
  return {
    takenMinor: minor * BigInt(dispute.takes),
    givenBackMinor: minor * BigInt(dispute.returns),
  };
}
