import { sql } from 'drizzle-orm';
import { chargeForLines } from '@/lib/charges/charge-for-lines';
import type { ChargedLine } from '@/lib/charges/rules';
import { savePrice } from '@/lib/charges/save-price';
import type { TxCtx } from '@/lib/context';
import { localDateOf, periodStart } from '@/lib/kit/time';
import { restBytes } from '@/lib/pricing/rules/plan-change';
import type { Price } from '@/lib/pricing/rules/price';
import { grantAllocation } from '@/lib/usage/grant-allocation';
import { type BillingTerms, type RecurringTerms, termsAhead } from './lookups';
import { nextPrice, type PeriodPlan } from './rules/plan-period';
import { accountIdOf, insertPeriods, periodCause, saveSchedule } from './store';

export type PeriodResult =
  | { kind: 'allocated'; balanceAfterMinor: bigint }
  | { kind: 'withheld'; shortMinor: bigint; balanceSeenMinor: bigint };

/**
 * Decides one planned period in the caller's transaction: charges and allocates, both or neither. The caller
 * holds the schedule lock and records the consequence of a withheld period (a hold, or nothing yet).
 */
export async function decidePlannedPeriod(
  ctx: TxCtx,
  terms: RecurringTerms,
  plan: PeriodPlan,
): Promise<PeriodResult> {
  const charge = await chargeForLines(ctx, {
    customerId: terms.customerId,
    lines: linesOf(terms, plan),
    causeKey: periodCause({ serviceId: terms.serviceId, index: plan.index }),
    kind: 'period',
    text: terms.itemName,
    serviceId: terms.serviceId,
    account: terms.mode === 'one_off' ? 'postpaid' : 'wallet',
  });
  if (charge.kind === 'short') {
    return {
      kind: 'withheld',
      shortMinor: charge.shortMinor,
      balanceSeenMinor: charge.balanceBeforeMinor,
    };
  }
  const data = dataOf(terms, plan);
  await insertPeriods(ctx, [
    {
      serviceId: terms.serviceId,
      index: plan.index,
      customerId: terms.customerId,
      startsAt: plan.startsAt,
      endsAt: plan.endsAt,
      outcome: 'allocated',
      priceMinor: plan.totalMinor,
      taxMinor: plan.totalTaxMinor,
      feeMinor: plan.feeNetMinor + plan.feeTaxMinor,
      feeTaxMinor: plan.feeTaxMinor,
      priceId: await savePeriodPrice(ctx, terms, plan.whole),
      partSeconds: plan.rest?.leftSeconds ?? null,
      partOfSeconds: plan.rest?.ofSeconds ?? null,
      balanceSeenMinor: terms.mode === 'credit_based' ? charge.balanceBeforeMinor : null,
      grantedBytes: data && data.quotaBytes + (data.bonusBytes ?? 0n),
    },
  ]);
  if (terms.changeFeeMinor > 0n) await clearChangeFee(ctx, terms.serviceId);
  await scheduleNext(ctx, { ...terms, changeFeeMinor: 0n }, plan);
  if (data) await grantData(ctx, terms, plan, data);
  return { kind: 'allocated', balanceAfterMinor: charge.balanceAfterMinor };
}

/**
 * Returns whether the next period is decided individually instead of by the sweep's SQL, because it brings an
 * end, new terms or a fee.
 */
export function isDecidedAlone(terms: BillingTerms): boolean {
  return terms.mode === 'none' || terms.nextItemVersionId !== null || terms.changeFeeMinor > 0n;
}

async function clearChangeFee(ctx: TxCtx, serviceId: number): Promise<void> {
  await ctx.tx.execute(sql`update services set change_fee_minor = 0 where id = ${serviceId}`);
}

/** The lines of a period's charge: the period itself, then its fees. */
function linesOf(terms: RecurringTerms, plan: PeriodPlan): ChargedLine[] {
  const { startsAt, endsAt, price } = plan;
  const { itemVersionId } = terms;
  return [
    { what: 'period', ...price },
    ...plan.fees.map((fee) => ({
      ...{ ...fee, startsAt, endsAt, givesBack: 'never' as const },
      // The fee of a plan change is the old plan's.
      itemVersionId: fee.what === 'activation_fee' ? itemVersionId : null,
    })),
  ];
}

/** Records how the price of a whole period on these terms comes about. */
export async function savePeriodPrice(
  ctx: TxCtx,
  { itemVersionId, givesBack }: Pick<BillingTerms, 'itemVersionId' | 'givesBack'>,
  price: Price,
): Promise<number> {
  return savePrice(ctx, { itemVersionId, price, givesBack });
}

type PeriodData = { quotaBytes: bigint; bonusBytes: bigint | null };

/** Returns the period's data: the rest of a period has the same share of it. Null if the plan is unlimited. */
function dataOf({ quotaBytes, bonusBytes }: RecurringTerms, { rest }: PeriodPlan) {
  if (quotaBytes === null) return null;
  return {
    quotaBytes: restBytes(quotaBytes, rest),
    bonusBytes: bonusBytes === null ? null : restBytes(bonusBytes, rest),
  };
}

/** Grants the period's data, the bonus first, so that data without rollover is used first. */
async function grantData(
  ctx: TxCtx,
  terms: RecurringTerms,
  plan: PeriodPlan,
  { quotaBytes, bonusBytes }: PeriodData,
): Promise<void> {
  const { serviceId } = terms;
  // After the clock was set back, the period starts in the future, where the last decided one did. Its data
  // is usable now, because the data of that one has just ended.
  const startsAt = plan.startsAt < ctx.now ? plan.startsAt : ctx.now;
  const period = { serviceId, periodIndex: plan.index, startsAt };
  if (bonusBytes !== null) {
    await grantAllocation(ctx, {
      ...period,
      source: 'bonus',
      grantedBytes: bonusBytes,
      expiresAt: plan.endsAt,
    });
  }
  await grantAllocation(ctx, {
    ...period,
    source: 'period',
    grantedBytes: quotaBytes,
    expiresAt: allocationExpiry(terms, plan),
  });
}

/** Returns when the data expires: unused data stays valid for the plan's number of further periods. */
function allocationExpiry(terms: RecurringTerms, plan: PeriodPlan): Date {
  const anchor = { local: plan.anchor.local, zone: plan.anchor.zone, interval: terms.interval };
  return periodStart(anchor, plan.index - plan.anchor.index + 1 + terms.rolloverPeriods);
}

/**
 * Saves the next due date and its price: for the period after the planned one or, with a grace, for the
 * planned period itself at the end of the grace.
 */
export async function scheduleNext(
  ctx: TxCtx,
  terms: RecurringTerms,
  plan: PeriodPlan,
  graceUntil: Date | null = null,
): Promise<void> {
  const next =
    graceUntil === null
      ? { index: plan.index + 1, startsAt: plan.endsAt, due: plan.endsAt }
      : { index: plan.index, startsAt: plan.startsAt, due: graceUntil };
  const ahead = await termsAhead(ctx, terms);
  const price = nextPrice(ahead, next.startsAt);
  const accountKind = terms.mode === 'one_off' ? 'postpaid' : 'wallet';
  await saveSchedule(ctx, {
    serviceId: terms.serviceId,
    customerId: terms.customerId,
    accountId: await accountIdOf(ctx, { customerId: terms.customerId, kind: accountKind }),
    mode: terms.mode,
    intervalCount: terms.interval.count,
    intervalUnit: terms.interval.unit,
    anchorLocal: plan.anchor.local,
    zone: plan.anchor.zone,
    anchorIndex: plan.anchor.index,
    nextIndex: next.index,
    nextDue: next.due,
    inGrace: graceUntil !== null,
    // A grace that begins has no break yet, and what one had is given back or lost with it.
    graceBreaks: null,
    priceMinor: price.priceMinor,
    taxMinor: price.taxMinor,
    priceId: await savePeriodPrice(ctx, ahead, price.price),
    repriceOn: isDecidedAlone(terms) ? localDateOf(next.due, terms.zone) : price.repriceOn,
    quotaBytes: ahead.quotaBytes,
    bonusBytes: ahead.bonusBytes,
    rolloverPeriods: ahead.rolloverPeriods,
    graceDays: ahead.graceDays,
    priority: terms.priority,
  });
}
