import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf, dayBounds, isBlank, seriesRanges, slotOf } from './slots';

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'];

describe('the slot of a poll', () => {
  it('is the business day and month of the operator', () => {
    const slot = slotOf(new Date('2026-02-28T23:30:00Z'), 'Europe/Berlin');
    expect(slot).toMatchObject({ day: '2026-03-01', month: '2026-03-01', hours: 24 });
    expect(slot.startsAt).toEqual(new Date('2026-02-28T23:00:00Z'));
  });

  it('has 23 or 25 hours on a clock change, and a half hour counts as one', () => {
    expect(dayBounds('2026-03-29', 'Europe/Berlin').hours).toBe(23);
    expect(dayBounds('2026-10-25', 'Europe/Berlin').hours).toBe(25);
    expect(dayBounds('2026-04-05', 'Australia/Lord_Howe').hours).toBe(25);
    expect(dayBounds('2026-10-04', 'Australia/Lord_Howe').hours).toBe(24);
  });

  it('contains its instant in one of its hours, in every zone', () => {
    const instant = fc.date({
      min: new Date('2024-01-01'),
      max: new Date('2028-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (at, zone) => {
        const { startsAt, hours } = slotOf(at, zone);
        const hour = Math.floor((at.getTime() - startsAt.getTime()) / 3_600_000);
        expect(hour >= 0 && hour < hours).toBe(true);
      }),
    );
  });
});

describe('the axis of a graph', () => {
  it('rises without a gap and contains its moment, in every zone and range', () => {
    const instant = fc.date({
      min: new Date('2024-01-01'),
      max: new Date('2028-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(
        instant,
        fc.constantFrom(...zones),
        fc.constantFrom(...seriesRanges),
        (at, zone, range) => {
          const { starts, end } = axisOf(range, at, zone);
          const bounds = [...starts, end].map((edge) => edge.getTime());
          expect(bounds.every((edge, i) => i === 0 || edge > (bounds[i - 1] ?? edge))).toBe(true);
          expect(at.getTime() >= (bounds[0] ?? 0) && at < end).toBe(true);
        },
      ),
    );
  });

  it('shows the repeated hour twice and the skipped hour never', () => {
    const autumn = axisOf('day', new Date('2026-10-25T12:00:00Z'), 'Europe/Berlin');
    const spring = axisOf('day', new Date('2026-03-29T12:00:00Z'), 'Europe/Berlin');
    expect([autumn.starts.length, spring.starts.length]).toEqual([25, 23]);
    const label = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit' });
    expect(autumn.starts.map((start) => label.format(start)).slice(1, 5)).toEqual([
      '01',
      '02',
      '02',
      '03',
    ]);
    expect(spring.starts.map((start) => label.format(start)).slice(0, 4)).toEqual([
      '00',
      '01',
      '03',
      '04',
    ]);
  });

  it('includes every day of the month', () => {
    const days = (at: string) => axisOf('month', new Date(at), 'UTC').starts.length;
    expect([days('2026-02-10'), days('2028-02-10'), days('2026-12-31')]).toEqual([28, 29, 31]);
  });
});

describe('a slot without a number', () => {
  const hour = (count: number) => new Date(Date.UTC(2026, 0, 1, count));
  const slot = { startsAt: hour(2), endsAt: hour(3) };

  it('is after the last read, or entirely in a gap', () => {
    expect(isBlank(slot, [], hour(2))).toBe(true);
    expect(isBlank(slot, [], null)).toBe(true);
    expect(isBlank(slot, [{ startsAt: hour(1), endsAt: hour(3) }], hour(9))).toBe(true);
    expect(isBlank(slot, [{ startsAt: hour(1), endsAt: null }], hour(9))).toBe(true);
  });

  it('is zero otherwise', () => {
    expect(isBlank(slot, [], hour(9))).toBe(false);
    expect(
      isBlank(slot, [{ startsAt: hour(1), endsAt: new Date(hour(3).getTime() - 1) }], hour(9)),
    ).toBe(false);
  });
});
