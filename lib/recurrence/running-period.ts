import { findGivesBack } from '@/lib/charges/lookups';
import type { Ctx, TxCtx } from '@/lib/context';
import type { GivesBack } from '@/lib/kit/charge-words';
import { type PeriodData, type PeriodSpan, soldSeconds } from '@/lib/pricing/rules/plan-change';
import { endAllocations } from '@/lib/usage/end-allocations';
import { readPeriodData } from '@/lib/usage/lookups/period-data';
import { findPayer } from '@/lib/wallet/find-payer';
import { findSchedule, type ScheduleRow } from './lookups';
import {
  endPeriodEarly,
  findLastDecidedMoment,
  findRunningPeriod,
  lockSchedule,
  type PeriodRow,
  periodCause,
} from './store';

export type RunningPeriod = PeriodSpan & {
  index: number;
  /** The seconds of the whole period, of which this one may be the rest that was sold. */
  ofSeconds: number;
  /** Paid for the period's time, tax included; fees paid with it are excluded. */
  timeMinor: bigint;
  timeTaxMinor: bigint;
  /** How that price came about; null if it was not recorded. */
  priceId: number | null;
  /** What of it can be given back, as when it was paid; null if that was not recorded. */
  givesBack: GivesBack | null;
  /** The period's data, where it counts for what is given back. */
  data: PeriodData | null;
  /** The account that paid, even if the service is now paid from the other; null if the period was free. */
  paidBy: 'wallet' | 'postpaid' | null;
};

/** Loads the paid period running now, with its schedule; null if there is none. */
export async function loadRunningPeriod(
  ctx: Ctx,
  serviceId: number,
): Promise<{ period: RunningPeriod | null; schedule: ScheduleRow | undefined }> {
  const row = await findRunningPeriod(ctx, serviceId);
  const schedule = await findScheduleOf(ctx, serviceId);
  if (!row) return { period: null, schedule };
  return { period: await toRunning(ctx, row), schedule };
}

async function toRunning(ctx: Ctx, row: PeriodRow): Promise<RunningPeriod> {
  const { serviceId, index, startsAt, endsAt, stoodSeconds, priceId } = row;
  const givesBack = await findGivesBack(ctx, priceId);
  return {
    ...{ index, startsAt, endsAt, stoodSeconds, priceId, givesBack },
    ofSeconds: row.partOfSeconds ?? Number(soldSeconds(row)),
    data: givesBack === 'time_or_data' ? await readPeriodData(ctx, { serviceId, index }) : null,
    timeMinor: row.priceMinor - row.feeMinor,
    timeTaxMinor: row.taxMinor - row.feeTaxMinor,
    paidBy: await findPayer(ctx, periodCause(row)),
  };
}

/** Returns the time up to which the service's periods are decided; null if none are. */
export async function findDecidedTo(ctx: Ctx, serviceId: number): Promise<Date | null> {
  return findLastDecidedMoment(ctx, serviceId);
}

async function findScheduleOf(ctx: Ctx, serviceId: number): Promise<ScheduleRow | undefined> {
  return ctx.tx ? lockSchedule({ ...ctx, tx: ctx.tx }, serviceId) : findSchedule(ctx, serviceId);
}

/**
 * Ends the running period, now by default: its data ends at that time, and the period is not charged or
 * granted again.
 */
export async function endRunningPeriod(
  ctx: TxCtx,
  { serviceId, index, at = ctx.now }: { serviceId: number; index: number; at?: Date },
): Promise<void> {
  await endPeriodEarly(ctx, { serviceId, index, at });
  await endAllocations(ctx, { serviceId, periodIndex: index });
}
