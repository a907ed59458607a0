import { addDays, anchorAt, periodIndexAt, periodStart, startOfLocalDay } from '@/lib/kit/time';

/** A stretch of time in which a service stood still, in the operator's zone. */
export type Standstill = { since: Date; until: Date; zone: string };

/**
 * The last day of a service after a standstill that began before it was over: later by as many days as the
 * standstill took, a begun one counted whole, so that none of the time that was paid for is cut off.
 */
export function endDateAfter(endDate: string, { since, until, zone }: Standstill): string {
  const isOver = since >= startOfLocalDay(addDays(endDate, 1), zone);
  return isOver || until <= since ? endDate : addDays(endDate, daysUp({ since, until, zone }));
}

/** By the wall clock: from nine in the morning to nine in the morning is a day, when clocks are changed too. */
function daysUp({ since, until, zone }: Standstill): number {
  const days = anchorAt(since, zone, { count: 1, unit: 'day' });
  // The anchor knows no fractions of a second, and the break was not longer for them.
  const length = until.getTime() - since.getTime();
  const end = new Date(Math.floor(since.getTime() / 1000) * 1000 + length);
  const whole = periodIndexAt(days, end);
  return periodStart(days, whole) < end ? whole + 1 : whole;
}
