import type { Ctx } from '@/lib/context';
import type { BillingTerms, RecurringTerms, ScheduleRow } from './lookups';
import { duePeriods, startOfPeriod } from './rules';
import { type PeriodPlan, planFreshPeriod, planRestOfPeriod } from './rules/plan-period';
import { notBeforeDecided } from './running-period';
import { nextFreeIndex, wasWithheld } from './store';

/** Plans the current period; a new period length starts with it and is counted from there. */
export function planOfCurrent(terms: RecurringTerms, row: ScheduleRow, index: number): PeriodPlan {
  const startsAt = startOfPeriod(row, index);
  const { count, unit } = terms.interval;
  if (count !== row.intervalCount || unit !== row.intervalUnit)
    return planFreshPeriod(terms, { at: startsAt, index });
  const anchor = { local: row.anchorLocal, zone: row.zone, index: row.anchorIndex };
  return planRestOfPeriod(
    terms,
    { index, startsAt, endsAt: startOfPeriod(row, index + 1), stoodSeconds: 0, anchor },
    startsAt,
  );
}

export function isRecurring(terms: BillingTerms): terms is RecurringTerms {
  return terms.interval !== null;
}

/**
 * Plans the period that would start now: a whole one or, if the plan keeps its dates, the rest of the running
 * one.
 */
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
  // A withheld period keeps its index; its rest gets the next index, and later periods shift by one.
  const moved = Math.max(row.nextIndex - index, 0);
  return planRestOfPeriod(
    terms,
    {
      index: index + moved,
      startsAt: startOfPeriod(row, index),
      endsAt: startOfPeriod(row, index + 1),
      stoodSeconds: 0,
      anchor: { local: row.anchorLocal, zone: row.zone, index: row.anchorIndex + moved },
    },
    asOf.now,
  );
}

/** Returns the index of the current calendar period if it was not paid: not yet decided, or withheld. */
async function indexToFinish(ctx: Ctx, row: ScheduleRow): Promise<number | null> {
  const due = duePeriods(row, ctx.now);
  if (due) return due.current;
  const last = row.nextIndex - 1;
  const isRunning = startOfPeriod(row, last) <= ctx.now;
  return isRunning && (await wasWithheld(ctx, { serviceId: row.serviceId, index: last }))
    ? last
    : null;
}
