import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { cancelScheduledChange } from '@/lib/calendar/cancel-scheduled-change';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeService } from '@/lib/lifecycle/change-service';
import { deleteService } from '@/lib/lifecycle/delete-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { stopService, unstopService } from '@/lib/lifecycle/stop-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { countFailedChanges } from '@/lib/screens/admin/overview';
import {
  at,
  balanceOf,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

async function running(over: Parameters<typeof givenPlan>[0] = {}, balance = 5_000n) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan(over);
  return { customerId, itemId, serviceId: await givenService({ customerId, itemId }) };
}

describe('a stop by staff', () => {
  it('holds the service until staff lift it, with the reason in its history', async () => {
    const { serviceId } = await running();
    const hold = { serviceId, hold: 'staff_stopped', reason: 'Asked by phone' } as const;
    await stopService(staffCtx(), hold);
    expect(await serviceNow(serviceId)).toMatchObject({
      status: 'stopped',
      holds: ['staff_stopped'],
    });
    await expect(stopService(staffCtx(), hold)).rejects.toMatchObject({
      key: 'service_already_stopped',
    });
    await unstopService(staffCtx(at(start, { hours: 2 })), hold);
    expect((await serviceNow(serviceId)).status).toBe('active');
    const rows =
      await getSql()`select action, hold, reason from service_history where service_id = ${serviceId} and hold = 'staff_stopped' order by id`;
    expect(rows.map((row) => `${row['action']}: ${row['reason']}`)).toEqual([
      'hold_set: Asked by phone',
      'hold_lifted: Asked by phone',
    ]);
  });

  it('is refused to a subscriber and to an auditor', async () => {
    const { serviceId, customerId } = await running();
    const hold = { serviceId, hold: 'staff_disabled', reason: 'x' } as const;
    for (const ctx of [subscriberCtx(customerId), staffCtx(start, 'auditor')]) {
      await expect(stopService(ctx, hold)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('a pause', () => {
  const offers = { pausesPerYearMax: 1, pauseDaysMax: 30 };

  it('freezes paid time and data, to the second', async () => {
    const { serviceId, customerId } = await running(offers);
    await pauseService(subscriberCtx(customerId, at(start, { days: 3 })), {
      serviceId,
      until: null,
    });
    expect((await serviceNow(serviceId)).holds).toEqual(['paused']);
    await sweepRecurrences(systemCtx(at(start, { days: 8 })));
    await resumeService(subscriberCtx(customerId, at(start, { days: 10 })), { serviceId });

    expect((await serviceNow(serviceId)).status).toBe('active');
    expect((await periodsOf(serviceId)).map((period) => period.endsAt)).toEqual([
      at(start, { days: 14 }).toISOString(),
    ]);
    expect(await balanceOf(customerId)).toBe(4_500n);
    const [bucket] = await getSql()<
      { expires_at: string }[]
    >`select expires_at from allocations where service_id = ${serviceId}`;
    expect(new Date(bucket?.expires_at ?? 0)).toEqual(at(start, { days: 14 }));
    await sweepRecurrences(systemCtx(at(start, { days: 14 })));
    expect(await balanceOf(customerId)).toBe(4_000n);
  });

  it('ends automatically at 00:00 of its day in the operator’s zone', async () => {
    const { serviceId, customerId } = await running(offers);
    await pauseService(subscriberCtx(customerId), { serviceId, until: '2026-03-05' });
    await sweepServiceDates(systemCtx(new Date('2026-03-04T23:59:00Z')));
    expect((await serviceNow(serviceId)).status).toBe('stopped');
    await sweepServiceDates(systemCtx(new Date('2026-03-05T00:00:00Z')));
    expect((await serviceNow(serviceId)).status).toBe('active');
  });

  it('is bound to the plan for the subscriber, not for staff', async () => {
    const { serviceId, customerId } = await running({ pausesPerYearMax: 0 });
    await expect(
      pauseService(subscriberCtx(customerId), { serviceId, until: null }),
    ).rejects.toMatchObject({ key: 'pause_not_offered' });
    await pauseService(staffCtx(), { serviceId, until: null });
    expect((await serviceNow(serviceId)).holds).toEqual(['paused']);
  });

  it('of another customer’s service is refused as not found', async () => {
    const [mine, theirs] = [await running(offers), await running(offers)];
    await expect(
      pauseService(subscriberCtx(mine.customerId), { serviceId: theirs.serviceId, until: null }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the dates of a service', () => {
  it('start and charge it at 00:00 of the start date, not before', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId, startDate: '2026-04-01' });
    expect((await serviceNow(serviceId)).holds).toEqual(['not_started', 'unpaid']);
    // 31 March is British Summer Time: the day begins at 23:00 UTC.
    await sweepServiceDates(systemCtx(new Date('2026-03-31T22:59:59Z')));
    expect(await balanceOf(customerId)).toBe(500n);
    await sweepServiceDates(systemCtx(new Date('2026-03-31T23:00:00Z')));
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('keep it working all of its last day and disable it at 00:00 of the next', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId, endDate: '2026-03-04' });
    await sweepServiceDates(systemCtx(new Date('2026-03-04T23:59:59Z')));
    expect((await serviceNow(serviceId)).status).toBe('active');
    await sweepServiceDates(systemCtx(new Date('2026-03-05T00:00:00Z')));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'disabled', holds: ['ended'] });
    await changeService(staffCtx(new Date('2026-03-05T10:00:00Z')), {
      serviceId,
      fields: { endDate: '2026-03-20' },
    });
    expect((await serviceNow(serviceId)).status).toBe('active');
  });
});

describe('changing a service', () => {
  it('charges a new price from the next period on', async () => {
    const { serviceId, customerId } = await running();
    await changeService(staffCtx(), { serviceId, fields: { customPriceMinor: 300n } });
    expect(await balanceOf(customerId)).toBe(4_500n);
    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    expect(await balanceOf(customerId)).toBe(4_200n);
  });

  it('applies a discount to the periods that start in its days', async () => {
    const { serviceId, customerId } = await running();
    const discount = {
      kind: 'percent',
      percentPpm: 500_000,
      startDate: '2026-03-09',
      endDate: '2026-03-09',
    } as const;
    await changeService(staffCtx(), { serviceId, discounts: [discount] });
    const { sweepSpecialPeriods } = await import('@/lib/recurrence/sweep-special-periods');
    for (const days of [7, 14]) {
      await sweepSpecialPeriods(systemCtx(at(start, { days })));
      await sweepRecurrences(systemCtx(at(start, { days })));
    }
    expect(await balanceOf(customerId)).toBe(4_500n - 250n - 500n);
  });

  it('refuses a login that another live service has, at the field', async () => {
    const [one, two] = [await running(), await running()];
    const network = { ...(await givenMeans()), login: 'harbour-1' };
    await changeService(staffCtx(), { serviceId: one.serviceId, network });
    const taken = changeService(staffCtx(), {
      serviceId: two.serviceId,
      network: { ...network, login: 'HARBOUR-1' },
    });
    await expect(taken).rejects.toMatchObject({ key: 'login_taken', field: 'login' });
  });
});

describe('archiving and deleting', () => {
  it('frees the login, ends the recurrence and is final', async () => {
    const [one, two] = [await running(), await running()];
    const network = { accessMethod: 'pppoe', login: 'harbour-2' } as const;
    await changeService(staffCtx(), { serviceId: one.serviceId, network });
    await archiveService(staffCtx(at(start, { days: 1 })), {
      serviceId: one.serviceId,
      reason: 'Moved away',
    });
    expect((await serviceNow(one.serviceId)).status).toBe('archived');
    await sweepRecurrences(systemCtx(at(start, { days: 8 })));
    expect(await balanceOf(one.customerId)).toBe(4_500n);
    await changeService(staffCtx(at(start, { days: 2 })), { serviceId: two.serviceId, network });
    const again = changeService(staffCtx(), {
      serviceId: one.serviceId,
      fields: { description: 'x' },
    });
    await expect(again).rejects.toMatchObject({ key: 'service_is_archived' });
  });

  it('deletes only what never moved money or data', async () => {
    const { serviceId } = await running();
    await expect(deleteService(staffCtx(), { serviceId })).rejects.toMatchObject({
      key: 'service_has_history',
    });
    const unpaid = await running({}, 0n);
    await deleteService(staffCtx(), { serviceId: unpaid.serviceId });
    await expect(serviceNow(unpaid.serviceId)).rejects.toThrow(/no service/);
  });
});

describe('a scheduled change', () => {
  it('takes effect at 00:00 of its day, exactly once, and writes no money before', async () => {
    const { serviceId, customerId } = await running({ changeFeeDownMinor: 100n });
    const cheaper = await givenPlan({ unitPriceMinor: 200n });
    await scheduleChange(staffCtx(), {
      serviceId,
      effectiveDate: '2026-03-04',
      change: { kind: 'plan', itemId: cheaper.itemId },
    });
    await sweepScheduledChanges(systemCtx(new Date('2026-03-03T23:59:00Z')));
    expect(await balanceOf(customerId)).toBe(4_500n);
    const due = systemCtx(new Date('2026-03-04T00:00:00Z'));
    await Promise.all([sweepScheduledChanges(due), sweepScheduledChanges(due)]);
    await sweepScheduledChanges(due);
    // 500 for a week from 2 March 09:00: 393, plus 75 hours unused of 168; fee 100; new plan 200.
    const unusedSeconds = 7n * 86_400n - 39n * 3_600n;
    const refund = (500n * unusedSeconds + 7n * 86_400n - 1n) / (7n * 86_400n);
    expect(await balanceOf(customerId)).toBe(4_500n + refund - 100n - 200n);
    expect((await periodsOf(serviceId)).length).toBe(2);
  });

  it('cancelled before its day leaves no trace in money', async () => {
    const { serviceId, customerId } = await running();
    const cheaper = await givenPlan({ unitPriceMinor: 200n });
    const { changeId } = await scheduleChange(staffCtx(), {
      serviceId,
      effectiveDate: '2026-03-04',
      change: { kind: 'plan', itemId: cheaper.itemId },
    });
    await cancelScheduledChange(staffCtx(), { changeId });
    await sweepScheduledChanges(systemCtx(new Date('2026-03-06T00:00:00Z')));
    expect(await balanceOf(customerId)).toBe(4_500n);
    await expect(cancelScheduledChange(staffCtx(), { changeId })).rejects.toMatchObject({
      key: 'scheduled_not_pending',
    });
  });

  it('that is no longer possible fails with its reason and changes nothing', async () => {
    const { serviceId } = await running();
    await scheduleChange(staffCtx(), {
      serviceId,
      effectiveDate: '2026-03-04',
      change: { kind: 'unstop', hold: 'staff_stopped', reason: 'back' },
    });
    const result = await sweepScheduledChanges(systemCtx(new Date('2026-03-04T01:00:00Z')));
    expect(result.failed).toBe(1);
    const [row] =
      await getSql()`select state, failure from scheduled_changes where service_id = ${serviceId}`;
    expect(row).toMatchObject({ state: 'failed', failure: 'service_not_stopped_by_staff' });
    // The overview shows it for a week.
    expect(await countFailedChanges(staffCtx(new Date('2026-03-10T01:00:00Z')))).toBe(1);
    expect(await countFailedChanges(staffCtx(new Date('2026-03-12T01:00:00Z')))).toBe(0);
  });

  it('changes fields with amounts, and is refused for today', async () => {
    const { serviceId } = await running();
    const change = {
      kind: 'fields',
      fields: { customPriceMinor: 123n, description: 'n' },
    } as const;
    await expect(
      scheduleChange(staffCtx(), { serviceId, effectiveDate: '2026-03-02', change }),
    ).rejects.toMatchObject({ key: 'scheduled_date_past' });
    await scheduleChange(staffCtx(), { serviceId, effectiveDate: '2026-03-03', change });
    await sweepScheduledChanges(systemCtx(new Date('2026-03-03T08:00:00Z')));
    const [row] = await getSql()`select custom_price_minor from services where id = ${serviceId}`;
    expect(row).toMatchObject({ custom_price_minor: '123' });
  });
});
