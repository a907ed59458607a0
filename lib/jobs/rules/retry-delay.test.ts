import { expect, test } from 'vitest';
import { retryAfterMs, retryDelayMs } from './retry-delay';

test('the delays are those of Inngest, and the last one repeats', () => {
  const seconds = Array.from({ length: 12 }, (_, attempt) => retryDelayMs(attempt, 0) / 1000);
  expect(seconds).toEqual([15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200, 7200, 7200]);
});

test('jitter adds up to half a minute, so that jobs that failed together do not retry together', () => {
  expect(retryDelayMs(0, 0.5)).toBe(30_000);
  expect(retryDelayMs(0, 0.999)).toBeLessThan(45_000);
});

const now = new Date('2030-01-01T00:00:00Z');

test.each([
  ['7', 7_000],
  ['0', 0],
  ['-5', 0],
  ['2030-01-01T00:01:00Z', 60_000],
  ['2029-12-31T00:00:00Z', 0],
  ['9999999', 86_400_000],
  ['', null],
  ['soon', null],
  [null, null],
])('retry-after %j is %j ms', (header, ms) => {
  expect(retryAfterMs(header, now)).toBe(ms);
});
