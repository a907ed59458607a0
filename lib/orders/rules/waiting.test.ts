import { describe, expect, it } from 'vitest';
import { expiryOf, waitOfChange } from './waiting';

const hours = (count: number) => count * 3_600;
const startsAt = new Date('2026-03-02T09:00:00Z');
const inHours = (count: number) => new Date(startsAt.getTime() + hours(count) * 1000);
const periodOf = (lengthHours: number, stoodHours = 0) => ({
  startsAt,
  endsAt: inHours(lengthHours + stoodHours),
  stoodSeconds: hours(stoodHours),
  data: null,
});
const waitOf = (lengthHours: number, stoodHours = 0) =>
  waitOfChange({ period: periodOf(lengthHours, stoodHours), refunds: true }, startsAt);

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

  it('is an hour where unused data counts, which can be used up meanwhile', () => {
    const period = { ...periodOf(31 * 24), data: { grantedBytes: 10n, unusedBytes: 10n } };
    expect(waitOfChange({ period, refunds: true }, startsAt)).toBe(hours(1));
  });
});

describe('how long any immediate plan change waits', () => {
  it.each([
    ['with credit for unused time', true],
    ['without', false],
  ])('is at most until the end of the period that it ends, %s', (_what, refunds) => {
    const wait = { period: periodOf(168), refunds };
    expect(waitOfChange(wait, inHours(167.5))).toBe(hours(0.5));
    expect(waitOfChange(wait, inHours(168))).toBe(0);
    expect(waitOfChange(wait, inHours(169))).toBe(0);
  });

  it('is a whole day without credit for unused time', () => {
    expect(waitOfChange({ period: periodOf(168), refunds: false }, startsAt)).toBe(hours(24));
  });
});

describe('the expiry of a waiting order', () => {
  it('is its fixed end, if that comes first: a later payment would buy nothing', () => {
    expect(expiryOf(startsAt, { runsFor: null, endsAt: inHours(3) })).toEqual(inHours(3));
    expect(expiryOf(startsAt, { runsFor: null, endsAt: inHours(30) })).toEqual(inHours(24));
  });

  it('does not depend on the end shown for an order that runs from its payment', () => {
    const runsFor = { count: 1, unit: 'day' } as const;
    expect(expiryOf(startsAt, { runsFor, endsAt: inHours(3) })).toEqual(inHours(24));
  });
});
