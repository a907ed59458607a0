import { addDays, anchorAt, periodIndexAt, periodStart, startOfLocalDay } from '@/lib/kit/time';

/** The end date of a service, and the seconds by which it was moved beyond the time given back. */
export type EndDate = { endDate: string; spareSeconds: number };

/** A break in a service, with the operator's time zone. */
export type Standstill = { since: Date; until: Date; zone: string };

/**
 * Returns the end date after a break that began on or before it: moved by the days of the break, rounded up
 * so that no paid time is lost. The excess of a rounded day is used up before another day is added.
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

/**
 * Counts days by the wall clock: nine in the morning to nine in the morning is one day, even across a clock
 * change.
 */
function daysUp({ since, until, zone }: Standstill): { days: number; spareSeconds: number } {
  const anchor = anchorAt(since, zone, { count: 1, unit: 'day' });
  // The anchor drops fractions of a second, which must not lengthen the break.
  const length = until.getTime() - since.getTime();
  const end = new Date(Math.floor(since.getTime() / 1000) * 1000 + length);
  const whole = periodIndexAt(anchor, end);
  const days = periodStart(anchor, whole) < end ? whole + 1 : whole;
  return { days, spareSeconds: secondsBetween(end, periodStart(anchor, days)) };
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(Math.floor((to.getTime() - from.getTime()) / 1000), 0);
}
