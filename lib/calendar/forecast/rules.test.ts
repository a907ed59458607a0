import { describe, expect, test } from 'vitest';
import { foldDays, isQuiet, lastMinuteBefore, totalsOf } from './rules';

const days = ['2026-03-01', '2026-03-02', '2026-03-03'];
const rows = [
  { day: '2026-03-01', measure: 'charged' as const, count: 2, amount: 500n },
  { day: '2026-03-03', measure: 'charged' as const, count: 1, amount: 40n },
  { day: '2026-03-04', measure: 'charged' as const, count: 9, amount: 9n },
];

describe('the days of a forecast', () => {
  test('include every day, even without events, and no day outside the range', () => {
    const folded = foldDays(days, rows);
    expect(folded.map(({ day, charged }) => [day, charged.count])).toEqual([
      ['2026-03-01', 2],
      ['2026-03-02', 0],
      ['2026-03-03', 1],
    ]);
    expect(folded.map(isQuiet)).toEqual([false, true, false]);
  });

  test('add up to the totals', () => {
    const totals = totalsOf(foldDays(days, rows));
    expect(totals.charged).toEqual({ count: 3, amount: 540n });
    expect(totals.withheld).toEqual({ count: 0, amount: 0n });
  });
});

describe('the last sweep of a day', () => {
  test('is the minute before the next day begins', () => {
    const midnight = new Date('2026-03-29T23:00:00Z');
    const last = lastMinuteBefore(midnight);
    expect(last.toISOString()).toBe('2026-03-29T22:59:00.000Z');
    expect(lastMinuteBefore(new Date('2026-03-29T22:59:30Z'))).toEqual(last);
  });
});
