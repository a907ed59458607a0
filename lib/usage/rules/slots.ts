import { addDays, localDateOf, startOfLocalDay } from '@/lib/kit/time';

const HOUR_MS = 3_600_000;

/** Where a poll is booked: the business day and its elapsed hour, and the calendar month. */
export type Slot = {
  day: string;
  month: string;
  startsAt: Date;
  /** Hours in the day: 24, or 23 or 25 on DST changes (half an hour counts as one). */
  hours: number;
};

export function slotOf(instant: Date, zone: string): Slot {
  const day = localDateOf(instant, zone);
  return { day, month: `${day.slice(0, 7)}-01`, ...dayBounds(day, zone) };
}

/** Returns 00:00 of the day and its number of elapsed hours. */
export function dayBounds(day: string, zone: string): { startsAt: Date; hours: number } {
  const startsAt = startOfLocalDay(day, zone);
  const endsAt = startOfLocalDay(addDays(day, 1), zone);
  return { startsAt, hours: Math.ceil((endsAt.getTime() - startsAt.getTime()) / HOUR_MS) };
}

export const seriesRanges = ['hour', 'day', 'week', 'month', 'year'] as const;
export type SeriesRange = (typeof seriesRanges)[number];

/** A graph's axis: the start of every slot, and the end of the last. */
export type Axis = { starts: Date[]; end: Date };

const SAMPLE_SLOT_MS = 300_000;

/**
 * Returns a graph's slots: 12 of five minutes up to `at`, the hours of its business day, the seven days that end with
 * it, the days of its month, or the months of its year.
 */
export function axisOf(range: SeriesRange, at: Date, zone: string): Axis {
  const day = localDateOf(at, zone);
  switch (range) {
    case 'hour':
      return lastHour(at);
    case 'day':
      return hoursOf(day, zone);
    case 'week':
      return daysFrom(addDays(day, -6), 7, zone);
    case 'month':
      return daysFrom(`${day.slice(0, 7)}-01`, daysInMonth(day), zone);
    case 'year':
      return monthsOf(Number(day.slice(0, 4)), zone);
  }
}

function lastHour(at: Date): Axis {
  const end = (Math.floor(at.getTime() / SAMPLE_SLOT_MS) + 1) * SAMPLE_SLOT_MS;
  const starts = range(12).map((i) => new Date(end - HOUR_MS + i * SAMPLE_SLOT_MS));
  return { starts, end: new Date(end) };
}

function hoursOf(day: string, zone: string): Axis {
  const { startsAt, hours } = dayBounds(day, zone);
  const starts = range(hours).map((i) => new Date(startsAt.getTime() + i * HOUR_MS));
  return { starts, end: startOfLocalDay(addDays(day, 1), zone) };
}

function daysFrom(first: string, count: number, zone: string): Axis {
  const starts = range(count).map((i) => startOfLocalDay(addDays(first, i), zone));
  return { starts, end: startOfLocalDay(addDays(first, count), zone) };
}

function monthsOf(year: number, zone: string): Axis {
  const starts = range(12).map((i) =>
    startOfLocalDay(`${year}-${String(i + 1).padStart(2, '0')}-01`, zone),
  );
  return { starts, end: startOfLocalDay(`${year + 1}-01-01`, zone) };
}

function daysInMonth(day: string): number {
  return new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate();
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

export type Gap = { startsAt: Date; endsAt: Date | null };

/**
 * Whether a slot has no value: it is after the last poll, or entirely within a gap. Bytes booked in a slot are always
 * shown.
 */
export function isBlank(
  slot: { startsAt: Date; endsAt: Date },
  gaps: readonly Gap[],
  asOf: Date | null,
): boolean {
  if (asOf === null || slot.startsAt.getTime() >= asOf.getTime()) return true;
  return gaps.some(
    (gap) =>
      gap.startsAt.getTime() <= slot.startsAt.getTime() &&
      (gap.endsAt === null || gap.endsAt.getTime() >= slot.endsAt.getTime()),
  );
}
