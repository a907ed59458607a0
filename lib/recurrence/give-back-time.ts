import type { TxCtx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { moveEndDate } from '@/lib/services/move-end-date';
import type { ScheduleRow } from './lookups';
import { startOfPeriod } from './rules';
import { type Break, shiftPeriod } from './shift-period';
import { lockSchedule, saveSchedule } from './store';

type Given = Break & { serviceId: number };

/**
 * Moves the paid period, its data and the last day on by a break. Returns whether any paid time fell into it. Time before
 * the running period counts for the last day only where the plan could be left in the break (`countsWhole`): otherwise
 * no period can have begun in it.
 */
export async function giveBackTime(
  ctx: TxCtx,
  { countsWhole = false, ...given }: Given & { countsWhole?: boolean },
): Promise<boolean> {
  const part = await shiftPeriod(ctx, given);
  if (part) await moveEndDate(ctx, { ...given, ...(countsWhole ? {} : part) });
  return part !== null;
}

/**
 * Keeps a break that ends in the grace of an unpaid period until that period is paid, which may be long after the
 * break. Nothing moves before, because nothing was paid for.
 */
export async function keepGraceBreak(
  ctx: TxCtx,
  { serviceId, since: heldSince, until }: Given,
): Promise<void> {
  const row = await lockSchedule(ctx, serviceId);
  if (!row?.inGrace) return;
  const startsAt = startOfPeriod(row, row.nextIndex);
  const since = startsAt > heldSince ? startsAt : heldSince;
  if (until <= since) return;
  const kept = { since: since.toISOString(), until: until.toISOString() };
  await saveSchedule(ctx, {
    ...row,
    graceBreaks: [...(row.graceBreaks ?? []), kept],
    // The sweep's statement gives nothing back, so this period is decided one by one.
    repriceOn: localDateOf(row.nextDue, row.zone),
  });
}

/** Gives back the breaks of a grace whose period was paid just now. `row` is the schedule as it was before. */
export async function giveBackGraceBreaks(ctx: TxCtx, row: ScheduleRow): Promise<void> {
  const { serviceId } = row;
  for (const standstill of breaksOfGrace(row))
    await giveBackTime(ctx, { serviceId, ...standstill });
}

/** Moves the last day by the breaks of a grace that is left: only what it served is paid, so no period moves. */
export async function leaveGrace(ctx: TxCtx, serviceId: number): Promise<void> {
  const row = await lockSchedule(ctx, serviceId);
  for (const standstill of breaksOfGrace(row)) await moveEndDate(ctx, { serviceId, ...standstill });
}

/** Returns the breaks of the running grace, in order. */
export function breaksOfGrace(row: Pick<ScheduleRow, 'graceBreaks'> | undefined): Break[] {
  return (row?.graceBreaks ?? []).map(({ since, until }) => ({
    since: new Date(since),
    until: new Date(until),
  }));
}
