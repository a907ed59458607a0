import type { Ctx, TxCtx } from '@/lib/context';
import type { PeriodSpan } from '@/lib/pricing/rules/plan-change';
import { endAllocations } from '@/lib/usage/end-allocations';
import { findPayer } from '@/lib/wallet/find-payer';
import { findSchedule, type ScheduleRow } from './lookups';
import { notBefore } from './rules/not-before';
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
  /** Paid for the period's time, tax included; fees paid with it are excluded. */
  timeMinor: bigint;
  timeTaxMinor: bigint;
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
  const paidBy = await findPayer(ctx, periodCause(row));
  return { period: toRunning(row, paidBy), schedule };
}

function toRunning(row: PeriodRow, paidBy: RunningPeriod['paidBy']): RunningPeriod {
  const { index, startsAt, endsAt, stoodSeconds } = row;
  return {
    ...{ index, startsAt, endsAt, stoodSeconds },
    timeMinor: row.priceMinor - row.feeMinor,
    timeTaxMinor: row.taxMinor - row.feeTaxMinor,
    paidBy,
  };
}

/** Returns the time up to which the service's periods are decided; null if none are. */
export async function findDecidedTo(ctx: Ctx, serviceId: number): Promise<Date | null> {
  return findLastDecidedMoment(ctx, serviceId);
}

/**
 * Returns the context with `now` moved to the last decided period if it is earlier: after the clock was set
 * back, decided periods stay decided, and a new period starts where the last one does.
 */
export async function notBeforeDecided<C extends Ctx>(ctx: C, serviceId: number): Promise<C> {
  return { ...ctx, now: notBefore(ctx.now, await findLastDecidedMoment(ctx, serviceId)) };
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
