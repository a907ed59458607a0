import type { TxCtx } from '@/lib/context';
import { clawBack } from '@/lib/wallet/claw-back';
import { creditWallet } from '@/lib/wallet/credit-wallet';
import { listBack } from './lookups';
import { keptByBank, type LossPart, lossTargets } from './rules/loss';
import { type DisputeRow, type RefundRow, saveDispute, type TopUpRow, updateRefund } from './store';

/**
 * Moves the wallet to what the refunds and disputes of a payment have cost: what went back, at most what the payment
 * credited. Compares sums, so it converges in whatever order they are reported and decided, and however often. The
 * caller holds the lock on the top-up.
 */
export async function followLoss(ctx: TxCtx, topUp: TopUpRow): Promise<void> {
  const { refunds, disputes } = await listBack(ctx, topUp.id);
  const losses = [...refunds.map(lossOfRefund), ...disputes.map(lossOfDispute)];
  const creditedMinor = topUp.status === 'paid' ? topUp.amountMinor : 0n;
  const targets = lossTargets(creditedMinor, losses);
  const moves = losses.map((loss, index) => ({
    loss,
    byMinor: (targets[index] ?? 0n) - loss.lostMinor,
  }));
  // A credit locks the customer's schedules, which come before the wallet (docs/decisions/0002).
  for (const { loss, byMinor } of moves.filter((move) => move.byMinor < 0n)) {
    await giveBack(ctx, { topUp, loss, amountMinor: -byMinor });
  }
  for (const { loss, byMinor } of moves.filter((move) => move.byMinor > 0n)) {
    await takeBack(ctx, { topUp, loss, amountMinor: byMinor });
  }
}

type Loss = LossPart & {
  /** All that was ever debited for it, and credited back. */
  debitedMinor: bigint;
  creditedMinor: bigint;
  debit: { kind: 'refund' | 'dispute_withdrawn'; causeKey: string };
  credit: { kind: 'refund_failed' | 'dispute_reinstated'; causeKey: string };
  save: (ctx: TxCtx, sums: { debitedMinor: bigint; creditedMinor: bigint }) => Promise<void>;
};

function lossOfRefund(row: RefundRow): Loss {
  return {
    goneMinor: row.status === 'failed' ? 0n : row.amountMinor,
    lostMinor: row.clawedMinor - row.returnedMinor,
    debitedMinor: row.clawedMinor,
    creditedMinor: row.returnedMinor,
    debit: { kind: 'refund', causeKey: `refund:${row.id}` },
    credit: { kind: 'refund_failed', causeKey: `refund_failed:${row.id}` },
    save: (ctx, { debitedMinor, creditedMinor }) =>
      updateRefund(ctx, row.id, { clawedMinor: debitedMinor, returnedMinor: creditedMinor }),
  };
}

function lossOfDispute(row: DisputeRow): Loss {
  return {
    goneMinor: keptByBank(row),
    lostMinor: row.withdrawnMinor - row.reinstatedMinor,
    debitedMinor: row.withdrawnMinor,
    creditedMinor: row.reinstatedMinor,
    debit: { kind: 'dispute_withdrawn', causeKey: `dispute:${row.id}:withdrawn` },
    credit: { kind: 'dispute_reinstated', causeKey: `dispute:${row.id}:reinstated` },
    save: (ctx, { debitedMinor, creditedMinor }) =>
      saveDispute(ctx, {
        ...row,
        withdrawnMinor: debitedMinor,
        reinstatedMinor: creditedMinor,
        updatedAt: ctx.now,
      }),
  };
}

type Move = { topUp: TopUpRow; loss: Loss; amountMinor: bigint };

async function takeBack(ctx: TxCtx, { topUp, loss, amountMinor }: Move): Promise<void> {
  await clawBack(ctx, {
    customerId: topUp.customerId,
    amountMinor,
    causeKey: causeAfter(loss.debit.causeKey, loss.debitedMinor),
    kind: loss.debit.kind,
    toAccount: 'stripe_clearing',
    text: topUp.description,
  });
  const { creditedMinor } = loss;
  await loss.save(ctx, { debitedMinor: loss.debitedMinor + amountMinor, creditedMinor });
}

async function giveBack(ctx: TxCtx, { topUp, loss, amountMinor }: Move): Promise<void> {
  await creditWallet(ctx, {
    customerId: topUp.customerId,
    amountMinor,
    causeKey: causeAfter(loss.credit.causeKey, loss.creditedMinor),
    kind: loss.credit.kind,
    fromAccount: 'stripe_clearing',
    text: topUp.description,
  });
  const { debitedMinor } = loss;
  await loss.save(ctx, { debitedMinor, creditedMinor: loss.creditedMinor + amountMinor });
}

/** Names one of several movements of one refund or dispute by what was moved before it, which only grows. */
function causeAfter(causeKey: string, movedMinor: bigint): string {
  return movedMinor === 0n ? causeKey : `${causeKey}:${movedMinor}`;
}
