import type { TxCtx } from '@/lib/context';
import type { UnusedPart } from '@/lib/pricing/rules/plan-change';
import { type RefundCharge, refundCharge } from '@/lib/wallet/refund-charge';
import { insertLines } from './store';

export type GiveBack = RefundCharge & {
  /** The order that leaves the period; null if the service ends. */
  orderId: string | null;
  /** The service's period that a part of is given back, and how its price came about, if that was recorded. */
  period: { index: number; priceId: number | null };
  /** Which part of it was unused. */
  part: UnusedPart;
  /** The unused time. */
  startsAt: Date;
  endsAt: Date;
};

/** Gives back the unused part of a period to the account that paid for it, and records the line. Idempotent by cause. */
export async function giveBack(ctx: TxCtx, given: GiveBack): Promise<void> {
  const { orderId, period, part, startsAt, endsAt, ...refund } = given;
  const moved = await refundCharge(ctx, refund);
  if (moved === null) return;
  const { causeKey, customerId, serviceId, grossMinor, taxMinor } = refund;
  await insertLines(ctx, [
    {
      ...{ causeKey, customerId, serviceId, orderId, startsAt, endsAt },
      what: 'unused_credit',
      accountId: moved.accountId,
      priceId: period.priceId,
      periodIndex: period.index,
      part: part.part,
      partOf: part.of,
      partUnit: part.unit,
      netMinor: taxMinor - grossMinor,
      taxMinor: -taxMinor,
    },
  ]);
}
