import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { endDateAfter } from './end-date';

const ZONE = 'Europe/London';
const movedBy = (since: string, until: string, endDate = '2026-03-31', inZone = ZONE) =>
  endDateAfter(endDate, { since: new Date(since), until: new Date(until), zone: inZone });

describe('the last day of a service that stood still', () => {
  it.each([
    ['a whole number of days', '2026-03-03T09:00:00Z', '2026-03-11T09:00:00Z', '2026-04-08'],
    ['a begun day, counted whole', '2026-03-03T09:00:00Z', '2026-03-11T09:00:01Z', '2026-04-09'],
    ['a minute', '2026-03-03T09:00:00Z', '2026-03-03T09:01:00Z', '2026-04-01'],
    ['no time', '2026-03-03T09:00:00Z', '2026-03-03T09:00:00Z', '2026-03-31'],
    ['less than no time', '2026-03-03T09:00:00Z', '2026-03-02T09:00:00Z', '2026-03-31'],
    [
      'whole days from a fraction',
      '2026-03-03T09:00:00.7Z',
      '2026-03-04T09:00:00.7Z',
      '2026-04-01',
    ],
    ['the day clocks go forward', '2026-03-28T09:00:00Z', '2026-03-29T08:00:00Z', '2026-04-01'],
    ['an hour more than it', '2026-03-28T09:00:00Z', '2026-03-29T09:00:00Z', '2026-04-02'],
  ])('is later by %s', (_what, since, until, last) => {
    expect(movedBy(since, until)).toBe(last);
  });

  it('counts the day on which clocks go back as one', () => {
    const [since, until] = ['2026-10-24T08:00:00Z', '2026-10-25T09:00:00Z'];
    expect(movedBy(since, until, '2026-10-30')).toBe('2026-10-31');
  });

  it('stands when the standstill began after it', () => {
    expect(movedBy('2026-03-31T22:59:59Z', '2026-04-02T08:00:00Z')).toBe('2026-04-02');
    expect(movedBy('2026-03-31T23:00:00Z', '2026-04-02T08:00:00Z')).toBe('2026-03-31');
  });

  it('is over no earlier, counted from the end of the standstill, than it was from its beginning', () => {
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
          const moved = endDateAfter(endDate, { since, until, zone: inZone });
          const endOf = (day: string) => startOfLocalDay(addDays(day, 1), inZone).getTime();
          // Clocks that change in between take or give at most an hour, and never a whole day.
          const slackMs = 3_600_000;
          const before = endOf(endDate) - since.getTime();
          const now = endOf(moved) - until.getTime();
          expect(now).toBeGreaterThanOrEqual(before - slackMs);
          expect(now).toBeLessThanOrEqual(before + 24 * 3_600_000 + slackMs);
        },
      ),
    );
  });
});
