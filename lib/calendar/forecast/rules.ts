import { sweepMinute } from '@/lib/recurrence/rules';

/** Measures of a forecast, each counted by day. */
export const forecastMeasures = [
  'renewed',
  'charged',
  'invoiced',
  'refunded',
  'withheld',
  'missed',
  'ended',
  'resumed',
  'expiring',
  'change_applied',
  'change_failed',
  'parked',
] as const;
export type ForecastMeasure = (typeof forecastMeasures)[number];

/** Occurrences and their total: minor units, or bytes for `expiring`; zero for measures without an amount. */
type Measured = { count: number; amount: bigint };
export type ForecastDay = { day: string } & Record<ForecastMeasure, Measured>;
export type ForecastTotals = Record<ForecastMeasure, Measured>;

export type MeasureRow = { day: string; measure: ForecastMeasure } & Measured;

const none: Measured = { count: 0, amount: 0n };

/** Returns one entry for each requested day, including days on which nothing happens. */
export function foldDays(days: readonly string[], rows: readonly MeasureRow[]): ForecastDay[] {
  const byDay = new Map(days.map((day) => [day, { ...emptyTotals(), day }]));
  for (const { day, measure, count, amount } of rows) {
    const entry = byDay.get(day);
    if (entry) entry[measure] = { count, amount };
  }
  return [...byDay.values()];
}

export function isQuiet(day: ForecastDay): boolean {
  return forecastMeasures.every((measure) => day[measure].count === 0);
}

export function totalsOf(days: readonly ForecastDay[]): ForecastTotals {
  const totals = emptyTotals();
  for (const day of days) {
    for (const measure of forecastMeasures) {
      const { count, amount } = totals[measure];
      totals[measure] = {
        count: count + day[measure].count,
        amount: amount + day[measure].amount,
      };
    }
  }
  return totals;
}

function emptyTotals(): ForecastTotals {
  return Object.fromEntries(
    forecastMeasures.map((measure) => [measure, none]),
  ) as unknown as ForecastTotals;
}

const MINUTE_MS = 60_000;

/** Returns the time of the last sweep before `moment`, the start of the next day. */
export function lastMinuteBefore(moment: Date): Date {
  return new Date(sweepMinute(moment).getTime() - MINUTE_MS);
}
