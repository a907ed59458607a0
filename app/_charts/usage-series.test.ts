import { describe, expect, test } from 'vitest';
import { pointsOf, summaryOf, type UsageSeries } from './usage-series';

const series: UsageSeries = {
  starts: [0, 3600, 7200, 10_800, 14_400],
  down: [10, null, 30, 5, null],
  up: [1, null, 3, null, null],
};

describe('the usage chart', () => {
  test('stacks upload on download and leaves unmeasured steps empty', () => {
    expect(pointsOf(series, 'bars')).toEqual([
      { down: 10, total: 11 },
      null,
      { down: 30, total: 33 },
      { down: 5, total: 5 },
      null,
    ]);
  });
  test('sums across a gap without inventing a value for it', () => {
    expect(pointsOf(series, 'cumulative').map((point) => point?.total ?? null)).toEqual([
      11,
      null,
      44,
      49,
      null,
    ]);
  });
  test('counts gaps only where something was measured later', () => {
    expect(summaryOf(series)).toEqual({
      down: 45,
      up: 4,
      total: 49,
      gaps: 1,
      peak: { index: 2, total: 33 },
    });
  });
  test('draws nothing for a range without values', () => {
    const empty = { starts: [0], down: [null], up: [null] };
    expect(summaryOf(empty)).toEqual({ down: 0, up: 0, total: 0, gaps: 0, peak: undefined });
  });
});
