import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Anchor,
  anchorAt,
  daysBetween,
  isLocalDate,
  isTimeZone,
  localDateOf,
  periodIndexAt,
  periodStart,
  startOfLocalDay,
} from './time';

const london = (local: string, unit: Anchor['interval']['unit'], count = 1): Anchor => ({
  local,
  zone: 'Europe/London',
  interval: { count, unit },
});

describe('the periods of an anchor', () => {
  it('keep 31 January as the anchor through every shorter month', () => {
    const starts = [0, 1, 2, 3, 13].map((index) =>
      periodStart(london('2027-01-31T09:00:00', 'month'), index).toISOString().slice(0, 10),
    );
    expect(starts).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30', '2028-02-29']);
  });

  it('start at the same local time across both clock changes', () => {
    const spring = [0, 1, 2].map((index) =>
      periodStart(london('2027-03-27T06:00:00', 'day'), index).toISOString(),
    );
    expect(spring).toEqual([
      '2027-03-27T06:00:00.000Z',
      '2027-03-28T05:00:00.000Z',
      '2027-03-29T05:00:00.000Z',
    ]);
  });

  it('tile without gap or overlap: every instant is in exactly the period of its index', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/London',
      'America/St_Johns',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
    );
    const units = fc.constantFrom('day' as const, 'week' as const, 'month' as const);
    fc.assert(
      fc.property(
        zones,
        units,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: -200_000, max: 2_000_000 }),
        (zone, unit, count, minutes) => {
          const anchor = { local: '2026-01-31T02:30:00', zone, interval: { unit, count } };
          const instant = new Date(Date.UTC(2026, 0, 31) + minutes * 60_000);
          const index = periodIndexAt(anchor, instant);
          expect(periodStart(anchor, index).getTime()).toBeLessThanOrEqual(instant.getTime());
          expect(periodStart(anchor, index + 1).getTime()).toBeGreaterThan(instant.getTime());
        },
      ),
    );
  });

  it('are anchored to the second', () => {
    const instant = new Date('2026-06-01T10:00:00.900Z');
    const anchor = anchorAt(instant, 'Europe/London', { count: 1, unit: 'week' });
    expect(anchor.local).toBe('2026-06-01T11:00:00');
    expect(periodStart(anchor, 0).toISOString()).toBe('2026-06-01T10:00:00.000Z');
  });
});

describe('a business day', () => {
  it('follows the zone, not the server', () => {
    const instant = new Date('2026-06-01T23:30:00Z');
    expect([localDateOf(instant, 'UTC'), localDateOf(instant, 'Pacific/Kiritimati')]).toEqual([
      '2026-06-01',
      '2026-06-02',
    ]);
  });

  it('starts at the first existing moment when a clock change skips midnight', () => {
    expect(startOfLocalDay('2026-03-29', 'Asia/Beirut').toISOString()).toBe(
      '2026-03-28T22:00:00.000Z',
    );
  });

  it('is counted in days, regardless of their length', () => {
    expect(daysBetween('2027-03-27', '2027-03-29')).toBe(2);
  });

  it('is rejected when the calendar has no such day', () => {
    expect(['2026-02-29', '2026-13-01', '26-01-01', ''].map(isLocalDate)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(isTimeZone('Mars/Base')).toBe(false);
  });
});
