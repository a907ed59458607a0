import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import type { OperatorAccountKind, TransferKind } from '@/lib/kit/ledger-words';
import { MOVEMENT_MINOR_MAX } from '@/lib/kit/money';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { afterCredit } from './rules';
import { findTransfers, lockAccount, writeMovement } from './store';

export type CreditWallet = {
  customerId: number;
  /** Minor units, greater than zero. */
  amountMinor: bigint;
  /** The cause (`topup:<id>`) is the idempotency key: the same cause credits once. */
  causeKey: string;
  kind: TransferKind;
  fromAccount: OperatorAccountKind;
  text: string;
  serviceId?: number;
};

export type CreditResult = {
  kind: 'credited' | 'repeated';
  transferId: number;
  balanceAfterMinor: bigint;
};

/**
 * Credits a wallet in the caller's transaction and emits `wallet/credited`. The caller has authorised; a repeated
 * cause returns the first result.
 */
export async function creditWallet(ctx: TxCtx, input: CreditWallet): Promise<CreditResult> {
  if (input.amountMinor <= 0n || input.amountMinor > MOVEMENT_MINOR_MAX) {
    throw new RangeError(`creditWallet: ${input.amountMinor} is not a creditable amount`);
  }
  await lockSchedules(ctx, input.customerId);
  const account = await lockAccount(ctx, input.customerId);
  const [first] = await findTransfers(ctx, input.causeKey);
  if (first)
    return { kind: 'repeated', transferId: first.id, balanceAfterMinor: first.balanceAfterMinor };

  const after = afterCredit(account, input.amountMinor);
  const [transferId = 0] = await writeMovement(ctx, {
    causeKey: input.causeKey,
    account,
    after,
    legs: [
      {
        leg: 0,
        direction: 'credit',
        counterAccount: input.fromAccount,
        amountMinor: input.amountMinor,
        kind: input.kind,
      },
    ],
    text: input.text,
    serviceId: input.serviceId,
  });
  await emitEvents(ctx, [
    {
      name: 'wallet/credited',
      data: { customerId: input.customerId },
      id: `wallet/credited:${input.causeKey}`,
    },
  ]);
  return { kind: 'credited', transferId, balanceAfterMinor: after.balanceMinor };
}
