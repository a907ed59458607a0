import { Temporal } from 'temporal-polyfill';

/**
 * Calendar arithmetic in the operator's zone. Instants are `Date` (UTC); business days are `YYYY-MM-DD` strings.
 * Everything that adds a month is here.
 */
export type IntervalUnit = 'day' | 'week' | 'month';
export type Interval = { count: number; unit: IntervalUnit };

/** The fixed starting point of a recurrence: a local wall-clock time in a zone, which no renewal moves. */
export type Anchor = { local: string; zone: string; interval: Interval };

/**
 * Returns the start of period `index` (0-based): anchor + index · interval, always counted from the anchor, so that
 * 31 January gives 28 February and then 31 March. A wall-clock time that DST skips moves forward by the gap; one that
 * occurs twice means its second occurrence. PostgreSQL resolves both the same way, and the sweep computes the same
 * instants in SQL (`period_start` in db/sql/recurrence.sql).
 */
export function periodStart(anchor: Anchor, index: number): Date {
  const { count, unit } = anchor.interval;
  const amount = count * index;
  const local = Temporal.PlainDateTime.from(anchor.local).add(durationOf(unit, amount), {
    overflow: 'constrain',
  });
  return instantOf(local.toZonedDateTime(anchor.zone, { disambiguation: 'later' }));
}

function durationOf(unit: IntervalUnit, amount: number): Temporal.DurationLike {
  switch (unit) {
    case 'day':
      return { days: amount };
    case 'week':
      return { weeks: amount };
    case 'month':
      return { months: amount };
  }
}

/** Returns the index of the period that contains `instant`; negative before the anchor. */
export function periodIndexAt(anchor: Anchor, instant: Date): number {
  const approximate = estimateIndex(anchor, instant);
  let index = approximate;
  while (periodStart(anchor, index).getTime() > instant.getTime()) index -= 1;
  while (periodStart(anchor, index + 1).getTime() <= instant.getTime()) index += 1;
  return index;
}

function estimateIndex(anchor: Anchor, instant: Date): number {
  const days = (instant.getTime() - periodStart(anchor, 0).getTime()) / 86_400_000;
  const daysPerUnit = { day: 1, week: 7, month: 30.436875 }[anchor.interval.unit];
  return Math.floor(days / (daysPerUnit * anchor.interval.count));
}

/** Returns the anchor at this instant, in the zone's wall-clock time (seconds kept, fractions dropped). */
export function anchorAt(instant: Date, zone: string, interval: Interval): Anchor {
  const local = zonedOf(instant, zone)
    .toPlainDateTime()
    .round({ smallestUnit: 'second', roundingMode: 'floor' });
  return { local: local.toString(), zone, interval };
}

/** Returns the full second that an instant falls in: periods start on full seconds. */
export function atFullSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}

/** Returns the business day an instant falls on: '2026-11-21'. */
export function localDateOf(instant: Date, zone: string): string {
  return zonedOf(instant, zone).toPlainDate().toString();
}

/** Returns 00:00 of a business day, or the first moment after it where DST skips midnight. */
export function startOfLocalDay(date: string, zone: string): Date {
  return instantOf(Temporal.PlainDate.from(date).toZonedDateTime(zone));
}

export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Counts the days from one business day to another (negative if it is earlier). */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days;
}

export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export function addSeconds(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000);
}

function zonedOf(instant: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}

function instantOf(zoned: Temporal.ZonedDateTime): Date {
  return new Date(zoned.epochMilliseconds);
}
