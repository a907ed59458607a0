import { describe, expect, it } from 'vitest';
import { servedIn } from './served-in-grace';

const at = (day: number) => new Date(Date.UTC(2026, 2, day, 9));
const row = {
  ...{ mode: 'credit_based' as const, anchorLocal: '2026-03-01T09:00:00', zone: 'UTC' },
  ...{ intervalCount: 7, intervalUnit: 'day' as const, anchorIndex: 0, nextIndex: 1 },
  nextDue: at(11),
};
const DAY = 86_400;

describe('the time that a grace has served', () => {
  it.each([
    ['counts from the day the period was due', 9, [], 1],
    ['ends with the grace', 20, [], 3],
    ['is none before the period', 7, [], 0],
    ['leaves out what stood still in it', 11, [[9, 10]], 2],
    ['leaves out a break only as far as it lies in the grace', 11, [[5, 9]], 2],
    ['leaves out a break only until then', 10, [[9, 30]], 1],
  ] as const)('%s', (_name, now, breaks, served) => {
    const graceBreaks = breaks.map(([since, until]) => ({
      since: at(since).toISOString(),
      until: at(until).toISOString(),
    }));
    expect(servedIn({ ...row, graceBreaks }, at(now))).toEqual({
      leftSeconds: served * DAY,
      ofSeconds: 7 * DAY,
    });
  });
});
