import type { Ctx } from '@/lib/context';
import { addSeconds } from '@/lib/kit/time';
import type { BillingTerms, RecurringTerms, ScheduleRow } from './lookups';
import { duePeriods, startOfPeriod } from './rules';
import {
  type PeriodPlan,
  planFreshPeriod,
  planPartOfPeriod,
  planRestOfPeriod,
} from './rules/plan-period';
import { servedIn } from './rules/served-in-grace';
import { notBeforeDecided } from './running-period';
import { nextFreeIndex, sumServedUnpaid, wasWithheld } from './store';

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

/**
 * Plans the period that would start now: a whole one or, if the plan keeps its dates, the rest of the running
 * one. It begins earlier by the time that a grace has served unpaid, so that this is paid with it.
 */
export async function planStart(
  ctx: Ctx,
  terms: RecurringTerms,
  row: ScheduleRow | undefined,
): Promise<PeriodPlan> {
  const asOf = await notBeforeDecided(ctx, terms.serviceId);
  const at = await startWithServed(asOf, terms.serviceId, row);
  if (!row) {
    const index = await nextFreeIndex(ctx, terms.serviceId);
    return planFreshPeriod(terms, { at, index });
  }
  const index = terms.keepAnchor ? await indexToFinish(asOf, row) : null;
  if (index === null) return planFreshPeriod(terms, { at, index: row.nextIndex });
  // A withheld period keeps its index; its rest gets the next index, and later periods shift by one.
  const moved = Math.max(row.nextIndex - index, 0);
  const startsAt = startOfPeriod(row, index);
  return planRestOfPeriod(
    terms,
    {
      index: index + moved,
      startsAt,
      endsAt: startOfPeriod(row, index + 1),
      stoodSeconds: 0,
      anchor: { local: row.anchorLocal, zone: row.zone, index: row.anchorIndex + moved },
    },
    at > startsAt ? at : startsAt,
  );
}

/** Returns the time from which the new period counts, never before the last decided one. */
async function startWithServed(
  asOf: Ctx,
  serviceId: number,
  row: ScheduleRow | undefined,
): Promise<Date> {
  const running = row?.inGrace ? servedIn(row, asOf.now).leftSeconds : 0;
  const seconds = running + (await sumServedUnpaid(asOf, serviceId));
  if (seconds === 0) return asOf.now;
  const begun = { ...asOf, now: addSeconds(asOf.now, -seconds) };
  return (await notBeforeDecided(begun, serviceId)).now;
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
