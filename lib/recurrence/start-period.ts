import { chargeForLines } from '@/lib/charges/charge-for-lines';
import type { TxCtx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { feeOf, priceOn } from '@/lib/pricing/rules/price';
import { becomeNextVersion } from '@/lib/services/become-next-version';

import { decidePlannedPeriod, type PeriodResult } from './decide-period';
import { type BillingTerms, doPlannedWait, listBillingTerms } from './lookups';
import { isRecurring, planStart } from './plan-start';
import { lockSchedule } from './store';

/**
 * Starts a period of one service now, in the caller's transaction: the first one, or the one after a break.
 * Never charges for time during which the service was held. Does not change holds.
 */
export async function startPeriod(ctx: TxCtx, serviceId: number): Promise<PeriodResult> {
  const row = await lockSchedule(ctx, serviceId);
  const [terms] = await listBillingTerms(ctx, [serviceId]);
  if (!terms) throw new Error(`service ${serviceId} has no terms`);
  const current = { ...(await takeNextVersion(ctx, terms)), isUnstarted: undefined };
  if (!isRecurring(current)) return chargeOnce(ctx, current);
  return decidePlannedPeriod(ctx, current, await planStart(ctx, current, row));
}

/** Makes the terms planned for the next period current, unless they have to wait. */
export async function takeNextVersion(ctx: TxCtx, terms: BillingTerms): Promise<BillingTerms> {
  if (terms.nextItemVersionId === null || doPlannedWait(terms)) return terms;
  await becomeNextVersion(ctx, terms.serviceId);
  const [taken] = await listBillingTerms(ctx, [terms.serviceId]);
  return taken ?? terms;
}

/** Charges a one-time item, under a cause key that prevents a second charge. */
async function chargeOnce(ctx: TxCtx, terms: BillingTerms): Promise<PeriodResult> {
  const price = priceOn(terms.price, localDateOf(ctx.now, terms.zone));
  const fee = feeOf(terms.activationFeeMinor, terms.price);
  const common = { itemVersionId: terms.itemVersionId, givesBack: 'never' as const };
  const charge = await chargeForLines(ctx, {
    customerId: terms.customerId,
    lines: [
      { what: 'one_time', price, ...common },
      { what: 'activation_fee', price: fee, ...common },
    ],
    causeKey: `service:${terms.serviceId}`,
    kind: 'purchase',
    text: terms.itemName,
    serviceId: terms.serviceId,
    account: terms.mode === 'one_off' ? 'postpaid' : 'wallet',
  });
  return charge.kind === 'short'
    ? {
        kind: 'withheld',
        shortMinor: charge.shortMinor,
        balanceSeenMinor: charge.balanceBeforeMinor,
      }
    : { kind: 'allocated', balanceAfterMinor: charge.balanceAfterMinor };
}
