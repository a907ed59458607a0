import type { Ctx, TxCtx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { becomeNextVersion } from '@/lib/services/become-next-version';
import { feeOf, priceOn } from '@/lib/services/rules/pricing';
import { chargeWallet } from '@/lib/wallet/charge-wallet';
import { decidePlannedPeriod, type PeriodResult, type RecurringTerms } from './decide-period';
import { type BillingTerms, listBillingTerms } from './queries';
import { duePeriods, startOfPeriod } from './rules';
import { type PeriodPlan, planFreshPeriod, planRestOfPeriod } from './rules/plan-period';
import { notBeforeDecided } from './running-period';
import { lockSchedule, nextFreeIndex, type ScheduleRow, wasWithheld } from './store';

/**
 * Starts a period of one service now, in the caller's transaction: the first one, or the one after a
 * break. It never charges for time that passed while the service was held. Does not touch holds.
 */
export async function startPeriod(ctx: TxCtx, serviceId: number): Promise<PeriodResult> {
  const row = await lockSchedule(ctx, serviceId);
  const [terms] = await listBillingTerms(ctx, [serviceId]);
  if (!terms) throw new Error(`service ${serviceId} has no terms`);
  const current = await takeNextVersion(ctx, terms);
  if (!isRecurring(current)) return chargeOnce(ctx, current);
  return decidePlannedPeriod(ctx, current, await planStart(ctx, current, row));
}

export function isRecurring(terms: BillingTerms): terms is RecurringTerms {
  return terms.interval !== null;
}

/** The period that would start now: a whole one, or where the plan keeps its dates the rest of the running one. */
export async function planStart(
  ctx: Ctx,
  terms: RecurringTerms,
  row: ScheduleRow | undefined,
): Promise<PeriodPlan> {
  const asOf = await notBeforeDecided(ctx, terms.serviceId);
  if (!row) {
    const index = await nextFreeIndex(ctx, terms.serviceId);
    return planFreshPeriod(terms, { at: asOf.now, index });
  }
  const index = terms.keepAnchor ? await indexToFinish(asOf, row) : null;
  if (index === null) return planFreshPeriod(terms, { at: asOf.now, index: row.nextIndex });
  // A period that was withheld keeps its index; its rest takes the next one, and all after it move on.
  const moved = Math.max(row.nextIndex - index, 0);
  return planRestOfPeriod(
    terms,
    {
      index: index + moved,
      startsAt: startOfPeriod(row, index),
      endsAt: startOfPeriod(row, index + 1),
      anchor: { local: row.anchorLocal, zone: row.zone, index: row.anchorIndex + moved },
    },
    asOf.now,
  );
}

/** The period that runs now by the calendar and was not paid: nobody decided it, or it was withheld. */
async function indexToFinish(ctx: Ctx, row: ScheduleRow): Promise<number | null> {
  const due = duePeriods(row, ctx.now);
  if (due) return due.current;
  const last = row.nextIndex - 1;
  const isRunning = startOfPeriod(row, last) <= ctx.now;
  return isRunning && (await wasWithheld(ctx, { serviceId: row.serviceId, index: last }))
    ? last
    : null;
}

/** The terms chosen for the next period begin with it. */
export async function takeNextVersion(ctx: TxCtx, terms: BillingTerms): Promise<BillingTerms> {
  if (terms.nextItemVersionId === null) return terms;
  await becomeNextVersion(ctx, terms.serviceId);
  const [taken] = await listBillingTerms(ctx, [terms.serviceId]);
  return taken ?? terms;
}

/** One-time items are charged once, under a cause that no second attempt can charge again. */
async function chargeOnce(ctx: TxCtx, terms: BillingTerms): Promise<PeriodResult> {
  const price = priceOn(terms.price, localDateOf(ctx.now, terms.zone));
  const fee = feeOf(terms.activationFeeMinor, terms.price);
  const charge = await chargeWallet(ctx, {
    customerId: terms.customerId,
    grossMinor: price.grossMinor + fee.grossMinor,
    taxMinor: price.taxMinor + fee.taxMinor,
    feeNetMinor: fee.netMinor,
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
