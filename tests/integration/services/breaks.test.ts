import { beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { changeService } from '@/lib/lifecycle/change-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';

beforeEach(() => givenOperator());

const later = (days: number, hours = 0) => at(start, { days, hours });

/** A service paid for the week from 2 March, 09:00. */
async function given(endDate: string | null, terms: Parameters<typeof givenPlan>[0] = {}) {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan(terms);
  const serviceId = await givenService({ customerId, itemId, endDate });
  return { customerId, serviceId };
}

const breaks = [
  [
    'not connected',
    {
      begin: async (serviceId: number, now: Date) =>
        changeService(staffCtx(now), {
          ...{ serviceId, network: { ...(await givenMeans()), routerId: null } },
        }),
      end: async (serviceId: number, now: Date) =>
        changeService(staffCtx(now), { serviceId, network: await givenMeans() }),
    },
  ],
  [
    'paused',
    {
      begin: (serviceId: number, now: Date) =>
        pauseService(staffCtx(now), { serviceId, until: null }),
      end: (serviceId: number, now: Date) => resumeService(staffCtx(now), { serviceId }),
    },
  ],
] as const;

async function lastDayOf(serviceId: number): Promise<string | null> {
  const [row] = await getSql()<{ day: string | null }[]>`
    select end_date::text as day from services where id = ${serviceId}`;
  return row?.day ?? null;
}

async function planEnd(serviceId: number, endDate: string, now: Date, effectiveDate: string) {
  const change = { kind: 'fields', fields: { endDate } } as const;
  await scheduleChange(staffCtx(now), { serviceId, effectiveDate, change });
}

describe.each(breaks)('a service that was %s again and again', (_what, { begin, end }) => {
  it('ends later by the total of its breaks, not by a day for each', async () => {
    const { serviceId } = await given('2026-03-20');
    for (let hour = 0; hour < 24; hour += 1) {
      await begin(serviceId, later(1, hour * 2));
      await end(serviceId, later(1, hour * 2 + 1));
      expect(await lastDayOf(serviceId)).toBe('2026-03-21');
    }
    await begin(serviceId, later(5));
    await end(serviceId, at(later(5), { minutes: 1 }));
    expect(await lastDayOf(serviceId)).toBe('2026-03-22');
    expect(await periodsOf(serviceId)).toMatchObject([
      { endsAt: at(later(8), { minutes: 1 }).toISOString() },
    ]);
    const moves = await getSql()`
      select 1 from service_history where service_id = ${serviceId} and action = 'end_date_moved'`;
    expect(moves).toHaveLength(2);
  });

  it('restarts counting at a last day that staff choose, and keeps counting when they save it unchanged', async () => {
    const { serviceId } = await given('2026-03-20');
    const breakFor = async (day: number) => {
      await begin(serviceId, later(day));
      await end(serviceId, later(day, 1));
    };
    await breakFor(1);
    await changeService(staffCtx(later(1, 2)), { serviceId, fields: { endDate: '2026-03-21' } });
    await breakFor(2);
    expect(await lastDayOf(serviceId)).toBe('2026-03-21');
    await changeService(staffCtx(later(2, 2)), { serviceId, fields: { endDate: '2026-03-25' } });
    await breakFor(3);
    expect(await lastDayOf(serviceId)).toBe('2026-03-26');
  });
});

describe.each(breaks)('a planned last day of a service that was %s', (_what, { begin, end }) => {
  it('that was planned before the break moves by the whole break', async () => {
    const { serviceId } = await given(null);
    await planEnd(serviceId, '2026-03-20', later(0), '2026-03-05');
    await begin(serviceId, later(1));
    await sweepScheduledChanges(systemCtx(later(3)));
    expect(await lastDayOf(serviceId)).toBe('2026-03-20');
    await end(serviceId, later(5));
    expect(await lastDayOf(serviceId)).toBe('2026-03-24');
  });

  it('that was planned during the break moves by the part after the planning', async () => {
    const { serviceId } = await given(null);
    await begin(serviceId, later(1));
    await planEnd(serviceId, '2026-03-20', later(2), '2026-03-05');
    await sweepScheduledChanges(systemCtx(later(3)));
    await end(serviceId, later(5));
    expect(await lastDayOf(serviceId)).toBe('2026-03-23');
  });

  it('is replaced by one that staff choose later', async () => {
    const { serviceId } = await given(null);
    await planEnd(serviceId, '2026-03-20', later(0), '2026-03-05');
    await begin(serviceId, later(1));
    await sweepScheduledChanges(systemCtx(later(3)));
    await changeService(staffCtx(later(4)), { serviceId, fields: { endDate: '2026-03-28' } });
    await end(serviceId, later(5));
    expect(await lastDayOf(serviceId)).toBe('2026-03-29');
  });
});

describe.each([
  ['not_connected', breaks[0][1]],
  ['paused', breaks[1][1]],
] as const)('time held as %s', (reason, { begin, end }) => {
  it('before the running period started is not added to it, nor to the last day', async () => {
    const { customerId, serviceId } = await given('2026-03-20');
    await givenCredit(customerId, 500n, later(6));
    await sweepRecurrences(systemCtx(later(7)));
    await begin(serviceId, later(9));
    await getSql()`update service_holds set since = ${later(3).toISOString()}
      where service_id = ${serviceId} and reason = ${reason}`;
    await end(serviceId, later(10));
    // At most three days of the second week were on hold.
    expect((await periodsOf(serviceId)).at(-1)).toMatchObject({
      index: 1,
      startsAt: later(7).toISOString(),
      endsAt: later(17).toISOString(),
    });
    expect(await lastDayOf(serviceId)).toBe('2026-03-23');
    const [data] = await getSql()<{ ends: string }[]>`
      select max(expires_at) as ends from allocations where service_id = ${serviceId} and period_index = 1`;
    expect(new Date(data?.ends ?? 0)).toEqual(later(17));
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });

  it('in a grace is given back once its period is paid', async () => {
    const { customerId, serviceId } = await given('2026-03-20', { graceDays: 5 });
    await sweepRecurrences(systemCtx(later(7)));
    await begin(serviceId, later(8));
    await givenCredit(customerId, 500n, later(9));
    await end(serviceId, later(10));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await balanceOf(customerId)).toBe(0n);
    expect((await periodsOf(serviceId)).at(-1)).toMatchObject({
      startsAt: later(7).toISOString(),
      endsAt: later(16).toISOString(),
    });
    expect(await lastDayOf(serviceId)).toBe('2026-03-22');
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });

  it('in a grace that is never paid is not given back', async () => {
    const { serviceId } = await given('2026-03-20', { graceDays: 5 });
    await sweepRecurrences(systemCtx(later(7)));
    await begin(serviceId, later(8));
    await end(serviceId, later(10));
    expect(await lastDayOf(serviceId)).toBe('2026-03-20');
    await sweepRecurrences(systemCtx(later(12)));
    await sweepSpecialPeriods(systemCtx(later(12)));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
  });
});
