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
  /** What was paid for its time, tax included; a fee paid with it is not in here. */
  timeMinor: bigint;
  timeTaxMinor: bigint;
  /** The account that paid it, however the service is paid by now; null where it cost nothing. */
  paidBy: 'wallet' | 'postpaid' | null;
};

/** The paid period that runs now, with its schedule; null when the service has none. */
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

/** Up to where periods of a service are decided; null where none is. */
export async function findDecidedTo(ctx: Ctx, serviceId: number): Promise<Date | null> {
  return findLastDecidedMoment(ctx, serviceId);
}

/**
 * As of now, but never before the last period that was decided: under a clock that was set back, what is decided stays
 * decided, and what begins now begins where that period does.
 */
export async function notBeforeDecided<C extends Ctx>(ctx: C, serviceId: number): Promise<C> {
  return { ...ctx, now: notBefore(ctx.now, await findLastDecidedMoment(ctx, serviceId)) };
}

async function findScheduleOf(ctx: Ctx, serviceId: number): Promise<ScheduleRow | undefined> {
  return ctx.tx ? lockSchedule({ ...ctx, tx: ctx.tx }, serviceId) : findSchedule(ctx, serviceId);
}

/** Ends the running period, now unless told when: its data ends now, and nothing of it is charged or granted again. */
export async function endRunningPeriod(
  ctx: TxCtx,
  { serviceId, index, at = ctx.now }: { serviceId: number; index: number; at?: Date },
): Promise<void> {
  await endPeriodEarly(ctx, { serviceId, index, at });
  await endAllocations(ctx, { serviceId, periodIndex: index });
}
