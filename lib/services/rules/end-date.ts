import { addDays, anchorAt, periodIndexAt, periodStart, startOfLocalDay } from '@/lib/kit/time';

/** The last day of a service, and by how much it was moved on beyond the time that was given back. */
export type EndDate = { endDate: string; spareSeconds: number };

/** A stretch of time in which a service stood still, in the operator's zone. */
export type Standstill = { since: Date; until: Date; zone: string };

/**
 * The last day of a service after a standstill that began before it was over: later by as many days as the
 * standstill took, a begun one counted whole, so that none of the time that was paid for is cut off. What a begun
 * day was counted too much is used up before another day is.
 */
export function endDateAfter(was: EndDate, { since, until, zone }: Standstill): EndDate {
  const { endDate, spareSeconds } = was;
  const isOver = since >= startOfLocalDay(addDays(endDate, 1), zone);
  if (isOver || until <= since) return was;
  const from = new Date(since.getTime() + spareSeconds * 1000);
  if (from >= until) return { endDate, spareSeconds: secondsBetween(until, from) };
  const { days, spareSeconds: spare } = daysUp({ since: from, until, zone });
  return { endDate: addDays(endDate, days), spareSeconds: spare };
}

/** By the wall clock: from nine in the morning to nine in the morning is a day, when clocks are changed too. */
function daysUp({ since, until, zone }: Standstill): { days: number; spareSeconds: number } {
  const anchor = anchorAt(since, zone, { count: 1, unit: 'day' });
  // The anchor knows no fractions of a second, and the break was not longer for them.
  const length = until.getTime() - since.getTime();
  const end = new Date(Math.floor(since.getTime() / 1000) * 1000 + length);
  const whole = periodIndexAt(anchor, end);
  const days = periodStart(anchor, whole) < end ? whole + 1 : whole;
  return { days, spareSeconds: secondsBetween(end, periodStart(anchor, days)) };
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(Math.floor((to.getTime() - from.getTime()) / 1000), 0);
}
