import type { TxCtx } from '@/lib/context';
import type { OperatorAccountKind, TransferKind } from '@/lib/kit/ledger-words';
import { afterClawback } from './rules';
import { findTransfers, lockAccount, writeMovement } from './store';

export type ClawBack = {
  customerId: number;
  amountMinor: bigint;
  causeKey: string;
  kind: Extract<TransferKind, 'refund' | 'dispute_withdrawn' | 'manual_debit'>;
  toAccount: OperatorAccountKind;
  text: string;
};

/**
 * Takes back what a refund or a dispute cost us, even below the floor, which no other movement may cross. Nothing can
 * be bought until a credit repays it. Idempotent by cause.
 */
export async function clawBack(
  ctx: TxCtx,
  input: ClawBack,
): Promise<{ kind: 'clawed' | 'repeated' }> {
  if (input.amountMinor <= 0n) throw new RangeError('clawBack: the amount must be positive');
  const account = await lockAccount(ctx, input.customerId);
  const done = await findTransfers(ctx, input.causeKey);
  if (done.length > 0) return { kind: 'repeated' };
  await writeMovement(ctx, {
    causeKey: input.causeKey,
    account,
    after: afterClawback(account, input.amountMinor),
    legs: [
      {
        leg: 0,
        direction: 'debit',
        counterAccount: input.toAccount,
        amountMinor: input.amountMinor,
        kind: input.kind,
      },
    ],
    text: input.text,
  });
  return { kind: 'clawed' };
}
