import type { TxCtx } from '@/lib/context';
import type { TransferKind } from '@/lib/kit/ledger-words';
import { decideCharge, legsOf } from './rules';
import { type CustomerAccountKind, findTransfers, lockAccount, writeMovement } from './store';

export type ChargeWallet = {
  customerId: number;
  /** What the customer pays, tax included. Minor units; zero moves nothing. */
  grossMinor: bigint;
  /** The tax included in `grossMinor`. */
  taxMinor: bigint;
  /** A fee included in `grossMinor`, before tax, shown as its own line. */
  feeNetMinor?: bigint;
  causeKey: string;
  kind: TransferKind;
  text: string;
  serviceId?: number;
  /** `postpaid` has no floor: its balance is what the customer owes. */
  account?: CustomerAccountKind;
};

export type ChargeResult = { accountId: number; balanceBeforeMinor: bigint } & (
  | { kind: 'charged' | 'repeated'; balanceAfterMinor: bigint }
  | { kind: 'short'; shortMinor: bigint }
);

/**
 * Charges a wallet if the floor allows it, in the caller's transaction: net to revenue, tax to the tax account, as
 * legs of one cause. Insufficient credit is an outcome, not an error: nothing is written.
 */
export async function chargeWallet(ctx: TxCtx, input: ChargeWallet): Promise<ChargeResult> {
  const account = await lockAccount(ctx, input.customerId, input.account ?? 'wallet');
  const done = await findTransfers(ctx, input.causeKey);
  const last = done.at(-1);
  if (last) {
    const moved = done.reduce((sum, transfer) => sum + transfer.amountMinor, 0n);
    return {
      kind: 'repeated',
      accountId: account.id,
      balanceBeforeMinor: last.balanceAfterMinor + moved,
      balanceAfterMinor: last.balanceAfterMinor,
    };
  }
  const decision = decideCharge(account, input.grossMinor);
  if (decision.kind === 'short') {
    return {
      kind: 'short',
      accountId: account.id,
      shortMinor: decision.shortMinor,
      balanceBeforeMinor: account.balanceMinor,
    };
  }
  if (input.grossMinor > 0n) {
    await writeMovement(ctx, {
      causeKey: input.causeKey,
      account,
      after: { ...account, balanceMinor: decision.balanceAfterMinor },
      legs: legsOf({ ...input, feeNetMinor: input.feeNetMinor ?? 0n }).map((leg) => ({
        leg: leg.leg,
        direction: 'debit' as const,
        counterAccount: leg.to,
        amountMinor: leg.amountMinor,
        kind: leg.part === 'price' ? input.kind : leg.part,
      })),
      text: input.text,
      serviceId: input.serviceId,
    });
  }
  return {
    kind: 'charged',
    accountId: account.id,
    balanceBeforeMinor: account.balanceMinor,
    balanceAfterMinor: decision.balanceAfterMinor,
  };
}
