import type { Ctx } from '@/lib/context';
import { addSeconds } from '@/lib/kit/time';
import { soldSeconds } from '@/lib/pricing/rules/plan-change';
import type { BillingTerms, RecurringTerms, ScheduleRow } from './lookups';
import { duePeriods, type Recurrence, startOfPeriod } from './rules';
import { notBefore } from './rules/not-before';
import {
  type PeriodPlan,
  planFreshPeriod,
  planPartOfPeriod,
  planRestOfPeriod,
} from './rules/plan-period';
import { servedIn } from './rules/served-in-grace';
import { type Decided, readDecided } from './store';

/** Plans the current period; a new period length starts with it and is counted from there. */
export function planOfCurrent(terms: RecurringTerms, row: ScheduleRow, index: number): PeriodPlan {
  const startsAt = startOfPeriod(row, index);
  const { count, unit } = terms.interval;
  if (count !== row.intervalCount || unit !== row.intervalUnit)
    return planFreshPeriod(terms, { at: startsAt, index });
  const anchor = { local: row.anchorLocal, zone: row.zone, index: row.anchorIndex };
  return planRestOfPeriod(terms, { index, ...wholeOf(row, index), anchor }, startsAt);
}

/**
 * Plans the served part of a period whose grace runs, as a period of its own that ends now: its share of the price, and
 * no data, because a grace grants none. Null if nothing was served.
 */
export function planServed(terms: RecurringTerms, row: ScheduleRow, at: Date): PeriodPlan | null {
  const rest = servedIn(row, at);
  if (!row.inGrace || rest.leftSeconds === 0) return null;
  const startsAt = startOfPeriod(row, row.nextIndex);
  const anchor = { local: row.anchorLocal, zone: row.zone, index: row.anchorIndex };
  const span = { index: row.nextIndex, startsAt, endsAt: at, anchor };
  return planPartOfPeriod({ ...terms, changeFeeMinor: 0n }, span, rest);
}

export function isRecurring(terms: BillingTerms): terms is RecurringTerms {
  return terms.interval !== null;
}

/** Plans the period that would start now (`planStartFrom`). */
export async function planStart(
  ctx: Ctx,
  terms: RecurringTerms,
  row: ScheduleRow | undefined,
): Promise<PeriodPlan> {
  const decided = (await readDecided(ctx, [terms.serviceId])).get(terms.serviceId);
  return planStartFrom(terms, row, { now: ctx.now, decided });
}

/**
 * Plans the period that would start now: a whole one or, if the plan keeps its dates, the rest of the running
 * one. It begins earlier by the time that a grace has served unpaid, so that this is paid with it, and costs the price
 * of the day it is paid.
 */
export function planStartFrom(
  terms: RecurringTerms,
  row: ScheduleRow | undefined,
  { now, decided }: { now: Date; decided: Decided | undefined },
): PeriodPlan {
  const decidedTo = decided?.decidedTo ?? null;
  const paidAt = notBefore(now, decidedTo);
  const running = row?.inGrace ? servedIn(row, paidAt).leftSeconds : 0;
  const served = running + (decided?.servedSeconds ?? 0);
  const at = notBefore(addSeconds(paidAt, -served), decidedTo);
  if (!row) return planFreshPeriod(terms, { at, index: (decided?.lastIndex ?? -1) + 1, paidAt });
  const index = terms.keepAnchor ? indexToFinish(row, paidAt, decided) : null;
  if (index === null) return planFreshPeriod(terms, { at, index: row.nextIndex, paidAt });
  // A withheld period keeps its index; its rest gets the next index, and later periods shift by one.
  const moved = Math.max(row.nextIndex - index, 0);
  const startsAt = startOfPeriod(row, index);
  return planRestOfPeriod(
    terms,
    {
      index: index + moved,
      ...wholeOf(row, index),
      anchor: { local: row.anchorLocal, zone: row.zone, index: row.anchorIndex + moved },
    },
    at > startsAt ? at : startsAt,
    paidAt,
  );
}

function wholeOf(row: ScheduleRow, index: number): { endsAt: Date; ofSeconds: number } {
  const span = { startsAt: startOfPeriod(row, index), endsAt: startOfPeriod(row, index + 1) };
  return { endsAt: span.endsAt, ofSeconds: Number(soldSeconds({ ...span, stoodSeconds: 0 })) };
}

/** Returns the index of the current calendar period if it was not paid: not yet decided, or withheld. */
function indexToFinish(row: ScheduleRow, now: Date, decided: Decided | undefined): number | null {
  const due = duePeriods(row, now);
  if (due) return due.current;
  const last = row.nextIndex - 1;
  const isWithheld = decided?.lastIndex === last && decided.isLastWithheld;
  return isWithheld && startOfPeriod(row, last) <= now ? last : null;
}

/** Returns the recurrence once this period is decided. */
export function recurrenceAfter({ mode, interval }: RecurringTerms, plan: PeriodPlan): Recurrence {
  return {
    mode,
    anchorLocal: plan.anchor.local,
    zone: plan.anchor.zone,
    anchorIndex: plan.anchor.index,
    intervalCount: interval.count,
    intervalUnit: interval.unit,
    nextIndex: plan.index + 1,
  };
}
