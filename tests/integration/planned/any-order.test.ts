import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { cancelScheduledChange } from '@/lib/calendar/cancel-scheduled-change';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { stopService } from '@/lib/lifecycle/stop-service';
import { listScheduledChanges } from '@/lib/screens/admin/scheduled';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });
const midnight = (day: string) => new Date(`${day}T00:00:30Z`);
const stop = { kind: 'stop', hold: 'staff_stopped', reason: 'debt' } as const;

async function given(startDate?: string) {
  const customerId = await givenCustomer({ balance: 100_000n });
  const { itemId } = await givenPlan();
  const to = await givenPlan({ name: `Fast ${itemId}` });
  const over = startDate === undefined ? {} : { startDate };
  const serviceId = await givenService({ customerId, itemId, ...over });
  return { serviceId, plan: { kind: 'plan', itemId: to.itemId } as const };
}

const planFor = (serviceId: number, change: ScheduledChange, effectiveDate: string) =>
  scheduleChange(staffCtx(soon), { serviceId, effectiveDate, change });

async function settledOf(serviceId: number) {
  const rows = await getSql()`
    select state, failure from scheduled_changes where service_id = ${serviceId} order by id`;
  return rows.map(({ state, failure }) => [state, failure]);
}

async function waitOf(serviceId: number, now: Date) {
  const { rows } = await listScheduledChanges(staffCtx(now), { serviceId });
  return rows.map(({ failure }) => failure);
}

describe('a change planned for a service that is held', () => {
  it('is refused within a pause that is running, and accepted for the day on which it ends', async () => {
    const { serviceId, plan } = await given();
    await pauseService(staffCtx(soon), { serviceId, until: '2026-03-20' });
    await expect(planFor(serviceId, plan, '2026-03-10')).rejects.toMatchObject({
      ...{ key: 'service_paused_until', params: { day: new Date('2026-03-20T00:00:00Z') } },
    });
    await planFor(serviceId, plan, '2026-03-20');
  });

  it('is refused after a stop, planned or in force, until that is lifted', async () => {
    const { serviceId, plan } = await given();
    await planFor(serviceId, stop, '2026-03-06');
    for (const change of [plan, { kind: 'pause', until: null } as const])
      await expect(planFor(serviceId, change, '2026-03-10')).rejects.toMatchObject({
        key: 'planned_stop_stands',
      });
    const other = await given();
    await stopService(staffCtx(soon), { ...stop, serviceId: other.serviceId });
    await expect(planFor(other.serviceId, plan, '2026-03-10')).rejects.toMatchObject({
      key: 'service_stopped_stands',
    });
    await planFor(other.serviceId, { ...stop, kind: 'unstop' }, '2026-03-09');
    await planFor(other.serviceId, plan, '2026-03-10');
  });

  it('keeps what lifts the hold from being cancelled before it', async () => {
    const { serviceId, plan } = await given();
    await planFor(serviceId, { kind: 'pause', until: null }, '2026-03-05');
    const resume = await planFor(serviceId, { kind: 'resume' }, '2026-03-08');
    const { changeId } = await planFor(serviceId, plan, '2026-03-10');
    await expect(cancelScheduledChange(staffCtx(soon), resume)).rejects.toMatchObject({
      ...{ key: 'planned_plan_stands', params: { day: new Date('2026-03-10T00:00:00Z') } },
    });
    await cancelScheduledChange(staffCtx(soon), { changeId });
    await cancelScheduledChange(staffCtx(soon), resume);
  });
});

describe('a plan change on the day on which its service resumes or starts', () => {
  const sweeps = [sweepServiceDates, sweepScheduledChanges] as const;

  it.each([
    ['the dates first', sweeps],
    ['the changes first', sweeps.toReversed()],
  ])('is applied, with %s', async (_what, order) => {
    const paused = await given();
    await pauseService(staffCtx(soon), { serviceId: paused.serviceId, until: '2026-03-09' });
    const starting = await given('2026-03-09');
    for (const { serviceId, plan } of [paused, starting])
      await planFor(serviceId, plan, '2026-03-09');
    for (const [index, sweep] of order.entries()) {
      await sweep(systemCtx(midnight('2026-03-09')));
      if (index === 0 && sweep === sweepScheduledChanges)
        for (const { serviceId } of [paused, starting])
          expect(await waitOf(serviceId, midnight('2026-03-09'))).toEqual([
            'change_waits_for_dates',
          ]);
    }
    await sweepScheduledChanges(systemCtx(at(midnight('2026-03-09'), { minutes: 1 })));
    for (const { serviceId } of [paused, starting])
      expect(await settledOf(serviceId)).toEqual([['applied', null]]);
  });
});
