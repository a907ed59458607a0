import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { log } from '@/lib/kit/log';
import { clawBack } from '@/lib/wallet/claw-back';
import { creditWallet } from '@/lib/wallet/credit-wallet';
import { applyIntent } from './apply-intent';
import { followDispute } from './follow-dispute';
import { followParked } from './follow-parked';
import { netClawedMinor } from './lookups';
import { clawable, isDisputeNews } from './rules';
import { findDispute, findTopUpOfIntent, lockTopUp, saveDispute, type TopUpRow } from './store';
import { type DisputeFacts, retrieveDispute } from './stripe-refunds';

/**
 * Applies the current state of a dispute at Stripe: debits the wallet for money the bank withdrew and credits
 * money it reinstated. Money follows the bank's movements, not the dispute's status, so an inquiry takes
 * nothing and a lost dispute keeps what was withdrawn. Returns false if the payment is not one of our
 * top-ups.
 */
export async function applyDispute(ctx: Ctx, input: { disputeId: string }): Promise<boolean> {
  requireStaffOrSystem(ctx, 'payments.refund');
  const dispute = await retrieveDispute(input.disputeId);
  if (dispute.paymentIntentId === null) return false;
  // A dispute can be reported before the payment it belongs to.
  if (!(await applyIntent(ctx, dispute.paymentIntentId))) return false;
  const topUp = await findTopUpOfIntent(ctx, dispute.paymentIntentId);
  if (!topUp) return false;
  await inTransaction(ctx, async (tctx) =>
    moveMoney(tctx, await lockTopUp(tctx, topUp.id), dispute),
  );
  // A separate transaction: services are locked before wallets, and the money must not wait for them.
  await inTransaction(ctx, async (tctx) => follow(tctx, await lockTopUp(tctx, topUp.id), dispute));
  return true;
}

/**
 * Saves the state together with its effect on services, so that a crash in between leaves both to be retried.
 */
async function follow(ctx: TxCtx, topUp: TopUpRow, dispute: DisputeFacts): Promise<void> {
  const before = await findDispute(ctx, dispute.id);
  if (!before || !isDisputeNews(before.state, dispute.state)) return;
  await followDispute(ctx, { customerId: topUp.customerId, state: dispute.state });
  await saveDispute(ctx, { ...before, state: dispute.state, updatedAt: ctx.now });
  await followParked(ctx, topUp);
}

async function moveMoney(ctx: TxCtx, topUp: TopUpRow, dispute: DisputeFacts): Promise<void> {
  const before = await findDispute(ctx, dispute.id);
  const withdrawnMinor = before?.withdrawnMinor || (await withdraw(ctx, topUp, dispute));
  const owedMinor =
    dispute.reinstatedMinor < withdrawnMinor ? dispute.reinstatedMinor : withdrawnMinor;
  const reinstatedMinor =
    before?.reinstatedMinor || (await reinstate(ctx, topUp, { dispute, owedMinor }));
  await saveDispute(ctx, {
    id: dispute.id,
    topUpId: topUp.id,
    amountMinor: dispute.amountMinor,
    // Stays `inquiry` until `follow` has acted on the reported state.
    state: before?.state ?? 'inquiry',
    reason: dispute.reason,
    withdrawnMinor,
    reinstatedMinor,
    createdAt: dispute.createdAt,
    updatedAt: ctx.now,
  });
  if (!before) log.warn({ topUpId: topUp.id, disputeId: dispute.id }, 'a top-up is disputed');
}

/** Debits the wallet for a dispute, at most by what is left of this top-up, and returns the amount. */
export async function withdraw(
  ctx: TxCtx,
  topUp: TopUpRow,
  dispute: Pick<DisputeFacts, 'id' | 'withdrawnMinor'>,
): Promise<bigint> {
  const amountMinor = clawable({
    creditedMinor: topUp.status === 'paid' ? topUp.amountMinor : 0n,
    netClawedMinor: await netClawedMinor(ctx, topUp.id),
    wantedMinor: dispute.withdrawnMinor,
  });
  if (amountMinor === 0n) return 0n;
  await clawBack(ctx, {
    customerId: topUp.customerId,
    amountMinor,
    causeKey: `dispute:${dispute.id}:withdrawn`,
    kind: 'dispute_withdrawn',
    toAccount: 'stripe_clearing',
    text: topUp.description,
  });
  return amountMinor;
}

async function reinstate(
  ctx: TxCtx,
  topUp: TopUpRow,
  { dispute, owedMinor }: { dispute: DisputeFacts; owedMinor: bigint },
): Promise<bigint> {
  if (owedMinor === 0n) return 0n;
  await creditWallet(ctx, {
    customerId: topUp.customerId,
    amountMinor: owedMinor,
    causeKey: `dispute:${dispute.id}:reinstated`,
    kind: 'dispute_reinstated',
    fromAccount: 'stripe_clearing',
    text: topUp.description,
  });
  return owedMinor;
}
