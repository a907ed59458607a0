import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { afterCredit, legsOf } from './rules';
import { type CustomerAccountKind, findTransfers, lockAccount, writeMovement } from './store';

export type RefundCharge = {
  customerId: number;
  /** The refund, tax included; zero moves nothing. */
  grossMinor: bigint;
  taxMinor: bigint;
  causeKey: string;
  text: string;
  serviceId: number;
  /** The account that paid; on `postpaid` the refund reduces what is owed. */
  account: CustomerAccountKind;
};

/**
 * Refunds part of a charge as credit, from revenue and from the tax account, as it was charged. Emits
 * `wallet/credited`, because what is left of it may bring back another service.
 * @returns the account that was credited; null if nothing moved, because there is nothing to refund or it was before
 */
export async function refundCharge(
  ctx: TxCtx,
  input: RefundCharge,
): Promise<{ accountId: number } | null> {
  if (input.grossMinor === 0n) return null;
  const account = await lockAccount(ctx, input.customerId, input.account);
  const done = await findTransfers(ctx, input.causeKey);
  if (done.length > 0) return null;
  await writeMovement(ctx, {
    causeKey: input.causeKey,
    account,
    after: afterCredit(account, input.grossMinor),
    legs: legsOf({ grossMinor: input.grossMinor, taxMinor: input.taxMinor, feeNetMinor: 0n }).map(
      (leg) => ({
        leg: leg.leg,
        direction: 'credit' as const,
        counterAccount: leg.to,
        amountMinor: leg.amountMinor,
        kind: 'plan_change_refund' as const,
      }),
    ),
    text: input.text,
    serviceId: input.serviceId,
  });
  const { customerId, causeKey } = input;
  await emitEvents(ctx, [
    { name: 'wallet/credited', data: { customerId }, id: `wallet/credited:${causeKey}` },
  ]);
  return { accountId: account.id };
}
