import { describe, expect, it } from 'vitest';
import { waitOfChange } from './waiting';

const hours = (count: number) => count * 3_600;
const waitOf = (lengthHours: number, stoodHours = 0) => {
  const startsAt = new Date('2026-03-02T09:00:00Z');
  return waitOfChange({
    startsAt,
    endsAt: new Date(startsAt.getTime() + hours(lengthHours + stoodHours) * 1000),
    stoodSeconds: hours(stoodHours),
  });
};

describe('how long a plan change with credit for unused time waits', () => {
  it.each([
    ['a day', 24, 1],
    ['the day on which clocks go forward', 23, 1],
    ['a rest of two hours', 2, 1],
    ['four days', 96, 4],
    ['a week', 168, 7],
    ['the shortest month', 28 * 24, 24],
    ['a month', 31 * 24, 24],
    ['a year', 365 * 24, 24],
  ])('is, for %s, a fraction too small to be worth waiting for', (_what, length, wait) => {
    expect(waitOf(length)).toBe(hours(wait));
  });

  it('does not grow with the time in which the service stood still', () => {
    expect(waitOf(96, 90)).toBe(hours(4));
  });
});
