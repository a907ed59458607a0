import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { endDateAfter } from './end-date';

const ZONE = 'Europe/London';
const movedBy = (since: string, until: string, endDate = '2026-03-31', inZone = ZONE) =>
  endDateAfter(
    { endDate, spareSeconds: 0 },
    { since: new Date(since), until: new Date(until), zone: inZone },
  ).endDate;

describe('the end date of a service that was interrupted', () => {
  it.each([
    ['a whole number of days', '2026-03-03T09:00:00Z', '2026-03-11T09:00:00Z', '2026-04-08'],
    [
      'a started day, counted in full',
      '2026-03-03T09:00:00Z',
      '2026-03-11T09:00:01Z',
      '2026-04-09',
    ],
    ['a minute', '2026-03-03T09:00:00Z', '2026-03-03T09:01:00Z', '2026-04-01'],
    ['no time', '2026-03-03T09:00:00Z', '2026-03-03T09:00:00Z', '2026-03-31'],
    ['no days for a negative time', '2026-03-03T09:00:00Z', '2026-03-02T09:00:00Z', '2026-03-31'],
    [
      'whole days from a fraction',
      '2026-03-03T09:00:00.7Z',
      '2026-03-04T09:00:00.7Z',
      '2026-04-01',
    ],
    ['the day clocks go forward', '2026-03-28T09:00:00Z', '2026-03-29T08:00:00Z', '2026-04-01'],
    ['an hour more than that day', '2026-03-28T09:00:00Z', '2026-03-29T09:00:00Z', '2026-04-02'],
  ])('is later by %s', (_what, since, until, last) => {
    expect(movedBy(since, until)).toBe(last);
  });

  it('counts the day on which clocks go back as one day', () => {
    const [since, until] = ['2026-10-24T08:00:00Z', '2026-10-25T09:00:00Z'];
    expect(movedBy(since, until, '2026-10-30')).toBe('2026-10-31');
  });

  it('is unchanged when the interruption began after it', () => {
    expect(movedBy('2026-03-31T22:59:59Z', '2026-04-02T08:00:00Z')).toBe('2026-04-02');
    expect(movedBy('2026-03-31T23:00:00Z', '2026-04-02T08:00:00Z')).toBe('2026-03-31');
  });

  it('leaves at least as much time after the interruption as there was before it', () => {
    const zones = fc.constantFrom(
      'Europe/London',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'UTC',
    );
    const moments = fc.integer({ min: 0, max: 365 * 24 * 60 });
    fc.assert(
      fc.property(
        zones,
        moments,
        moments,
        fc.integer({ min: 0, max: 60 }),
        (inZone, from, length, left) => {
          const since = new Date(Date.UTC(2026, 0, 1) + from * 60_000);
          const until = new Date(since.getTime() + length * 60_000);
          const endDate = addDays(localDateOf(since, inZone), left);
          const was = { endDate, spareSeconds: 0 };
          const { endDate: moved } = endDateAfter(was, { since, until, zone: inZone });
          const endOf = (day: string) => startOfLocalDay(addDays(day, 1), inZone).getTime();
          // A clock change in between adds or removes at most an hour, never a whole day.
          const slackMs = 3_600_000;
          const before = endOf(endDate) - since.getTime();
          const now = endOf(moved) - until.getTime();
          expect(now).toBeGreaterThanOrEqual(before - slackMs);
          expect(now).toBeLessThanOrEqual(before + 24 * 3_600_000 + slackMs);
        },
      ),
    );
  });

  const hours = (count: number) => count * 3_600_000;

  it.each([
    ['ten interruptions of an hour', Array(10).fill(1), '2026-04-01', 14],
    ['enough of them for a whole day', Array(24).fill(1), '2026-04-01', 0],
    ['one more', Array(25).fill(1), '2026-04-02', 23],
    ['short ones before a long one', [1, 1, 46], '2026-04-02', 0],
    ['a long one before short ones', [47, 1, 1], '2026-04-03', 23],
  ] as const)('is moved by the total of all interruptions: %s', (_what, breaks, last, spare) => {
    let now = Date.UTC(2026, 2, 3, 9);
    let was = { endDate: '2026-03-31', spareSeconds: 0 };
    for (const length of breaks) {
      const standstill = {
        since: new Date(now),
        until: new Date(now + hours(length)),
        zone: 'UTC',
      };
      was = endDateAfter(was, standstill);
      now += hours(length + 1);
    }
    expect(was).toEqual({ endDate: last, spareSeconds: hours(spare) / 1000 });
  });

  it('moves by the total of all interruptions in whole days, rounded up, whatever their lengths', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300_000 }), { maxLength: 30 }), (breaks) => {
        let now = Date.UTC(2026, 2, 3, 9);
        let was = { endDate: '2028-03-31', spareSeconds: 0 };
        for (const seconds of breaks) {
          const until = new Date(now + seconds * 1000);
          was = endDateAfter(was, { since: new Date(now), until, zone: 'UTC' });
          now = until.getTime() + 60_000;
        }
        const total = breaks.reduce((sum, seconds) => sum + seconds, 0);
        const days = Math.ceil(total / 86_400);
        expect(was).toEqual({
          endDate: addDays('2028-03-31', days),
          spareSeconds: days * 86_400 - total,
        });
      }),
    );
  });
});
