import type { TxCtx } from '@/lib/context';
import { decideCharge } from './rules';
import { findTransfers, lockAccount, writeMovement } from './store';

export type ManualDebit = {
  customerId: number;
  amountMinor: bigint;
  causeKey: string;
  text: string;
};
export type ManualDebitResult =
  | { kind: 'charged'; balanceAfterMinor: bigint }
  | { kind: 'short'; shortMinor: bigint };

/** Moves credit from a wallet to the operator's adjustments account: a correction, not a sale, so without tax. */
export async function debitWallet(ctx: TxCtx, input: ManualDebit): Promise<ManualDebitResult> {
  const account = await lockAccount(ctx, input.customerId);
  const [first] = await findTransfers(ctx, input.causeKey);
  if (first) return { kind: 'charged', balanceAfterMinor: first.balanceAfterMinor };
  const decision = decideCharge(account, input.amountMinor);
  if (decision.kind === 'short') return decision;
  await writeMovement(ctx, {
    causeKey: input.causeKey,
    account,
    after: { ...account, balanceMinor: decision.balanceAfterMinor },
    legs: [
      {
        leg: 0,
        direction: 'debit',
        counterAccount: 'adjustments',
        amountMinor: input.amountMinor,
        kind: 'manual_debit',
      },
    ],
    text: input.text,
  });
  return { kind: 'charged', balanceAfterMinor: decision.balanceAfterMinor };
}
