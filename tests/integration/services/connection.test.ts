import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import type { NetworkOptions } from '@/lib/services/service-input';
import {
  at,
  balanceOf,
  brokenLedgerRules,
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

beforeAll(() => givenOperator());

const later = (days: number) => at(start, { days });

async function givenBare(balance = 2_000n) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan();
  const { serviceId } = await createService(systemCtx(), { customerId, itemId });
  return { customerId, itemId, serviceId };
}

/** A running service, paid for a week at 500. */
async function givenRunning(balance = 2_000n) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan();
  const serviceId = await givenService({ customerId, itemId });
  return { customerId, itemId, serviceId };
}

async function connect(serviceId: number, days: number, over: Partial<NetworkOptions> = {}) {
  const network = { ...(await givenMeans()), ...over };
  await changeService(staffCtx(later(days)), { serviceId, network });
  return network;
}

async function disconnect(serviceId: number, days: number) {
  await changeService(staffCtx(later(days)), {
    serviceId,
    network: { ...(await givenMeans()), routerId: null },
  });
}

async function dataEndOf(serviceId: number): Promise<string | undefined> {
  const [row] = await getSql()<{ ends: string }[]>`
    select max(expires_at) as ends from allocations where service_id = ${serviceId}`;
  return row ? new Date(row.ends).toISOString() : undefined;
}

async function eventsOf(name: string, serviceId: number): Promise<number> {
  const [row] = await getSql()<{ count: string }[]>`
    select count(*) from events where name = ${name} and (data ->> 'serviceId')::bigint = ${serviceId}`;
  return Number(row?.count);
}

describe('a plan without the means to connect', () => {
  it('is Pending for that reason, and nothing is charged, granted or due', async () => {
    const { customerId, serviceId } = await givenBare();
    expect(await serviceNow(serviceId)).toMatchObject({
      status: 'pending',
      holds: ['not_connected', 'unpaid'],
    });
    await sweepServiceDates(systemCtx(later(9)));
    await sweepRecurrences(systemCtx(later(9)));
    await givenCredit(customerId, 100n, later(9));
    expect(await balanceOf(customerId)).toBe(2_100n);
    expect(await periodsOf(serviceId)).toEqual([]);
    expect((await serviceNow(serviceId)).status).toBe('pending');
  });

  it('starts the moment it gets the last of them: one charge, a whole period, its router and customer told', async () => {
    const { customerId, serviceId } = await givenBare();
    const { routerId } = await connect(serviceId, 3);
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await periodsOf(serviceId)).toEqual([
      {
        index: 0,
        outcome: 'allocated',
        startsAt: later(3).toISOString(),
        endsAt: later(10).toISOString(),
      },
    ]);
    expect(await dataEndOf(serviceId)).toBe(later(10).toISOString());
    const dirty = await getSql()`
      select 1 from events where name = 'router/dirty' and (data ->> 'routerId')::bigint = ${routerId}`;
    expect(dirty.length).toBeGreaterThan(0);
    expect(await eventsOf('service/connected', serviceId)).toBe(1);
  });

  it('starts once when two members of staff connect it at the same time', async () => {
    const { customerId, serviceId } = await givenBare();
    const network = await givenMeans();
    await Promise.all(
      [1, 2, 3].map(() => changeService(staffCtx(later(1)), { serviceId, network })),
    );
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await periodsOf(serviceId)).toHaveLength(1);
    expect(await eventsOf('service/connected', serviceId)).toBe(1);
  });

  it('waits for credit alone once it is connected', async () => {
    const { serviceId } = await givenBare(499n);
    await connect(serviceId, 1);
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'pending', holds: ['unpaid'] });
  });

  it('keeps its start date: connected before it, it starts on the day', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan();
    const { serviceId } = await createService(systemCtx(), {
      ...{ customerId, itemId, startDate: '2026-03-05' },
    });
    await connect(serviceId, 1);
    expect((await serviceNow(serviceId)).holds).toEqual(['not_started', 'unpaid']);
    await sweepServiceDates(systemCtx(new Date('2026-03-05T00:00:00Z')));
    expect((await serviceNow(serviceId)).status).toBe('active');
  });

  it('is not started by its start date', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan();
    const { serviceId } = await createService(systemCtx(), {
      ...{ customerId, itemId, startDate: '2026-03-05' },
    });
    await sweepServiceDates(systemCtx(later(5)));
    expect((await serviceNow(serviceId)).holds).toEqual(['not_connected', 'unpaid']);
    expect(await balanceOf(customerId)).toBe(2_000n);
  });

  it('releases waiting services only when it is on', async () => {
    const { customerId, itemId, serviceId } = await givenBare();
    const behind = await givenService({ customerId, itemId, waitsForServiceId: serviceId });
    expect((await serviceNow(behind)).holds).toEqual(['unpaid', 'waiting']);
    await connect(serviceId, 1);
    expect((await serviceNow(behind)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(1_000n);
  });

  it('leaves its whole credit behind when it is archived', async () => {
    const { customerId, serviceId } = await givenBare();
    await archiveService(staffCtx(later(1)), { serviceId, reason: 'Moved away' });
    expect(await balanceOf(customerId)).toBe(2_000n);
    expect(await periodsOf(serviceId)).toEqual([]);
  });

  it('of another kind needs none: telephony and single items start when paid', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan({ dataLimitBytes: null });
    for (const kind of ['voice', 'custom']) {
      await getSql()`update catalog_items set kind = ${kind} where id = ${itemId}`;
      const { serviceId } = await createService(systemCtx(), { customerId, itemId });
      expect((await serviceNow(serviceId)).status, kind).toBe('active');
    }
  });

  it('is Pending however it lost them, even past every command', async () => {
    const { serviceId } = await givenRunning();
    const sql = getSql();
    await sql`update services set login = null, updated_at = ${later(1).toISOString()} where id = ${serviceId}`;
    expect(await serviceNow(serviceId)).toMatchObject({
      status: 'pending',
      holds: ['not_connected'],
    });
    const [hold] = await sql<{ since: string }[]>`
      select since from service_holds where service_id = ${serviceId}`;
    expect(new Date(hold?.since ?? 0).toISOString()).toBe(later(1).toISOString());
  });

  it('that regains them past every command is released by the sweep', async () => {
    const { customerId, serviceId } = await givenBare();
    const { routerId } = await givenMeans();
    await getSql()`update services set router_id = ${routerId}, access_method = 'pppoe', login = 'by-hand'
      where id = ${serviceId}`;
    expect(await sweepServiceDates(systemCtx(later(2)))).toMatchObject({ connected: 1 });
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await sweepServiceDates(systemCtx(later(2)))).toMatchObject({ connected: 0 });
  });
});

describe('a running plan that loses its router', () => {
  it('is off, and its paid week is frozen until it has a router again', async () => {
    const { customerId, serviceId } = await givenRunning();
    await disconnect(serviceId, 2);
    expect(await serviceNow(serviceId)).toMatchObject({
      status: 'pending',
      holds: ['not_connected'],
    });
    for (const days of [7, 9, 14]) await sweepRecurrences(systemCtx(later(days)));
    expect(await balanceOf(customerId)).toBe(1_500n);
    await connect(serviceId, 12);
    expect((await serviceNow(serviceId)).status).toBe('active');
    // Five days were left.
    expect(await periodsOf(serviceId)).toMatchObject([
      { startsAt: start.toISOString(), endsAt: later(17).toISOString() },
    ]);
    expect(await dataEndOf(serviceId)).toBe(later(17).toISOString());
    await sweepRecurrences(systemCtx(later(16)));
    expect(await balanceOf(customerId)).toBe(1_500n);
    await sweepRecurrences(systemCtx(later(17)));
    expect(await balanceOf(customerId)).toBe(1_000n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it.each([
    // [lost, paused, resumed, connected] in days, and the day the seven days end.
    ['a pause inside', [2, 3, 5, 8], 13],
    ['a pause that outlasts it', [2, 3, 8, 5], 13],
    ['a pause that began before', [3, 2, 5, 8], 13],
    ['a pause around it', [3, 2, 8, 5], 13],
  ] as const)('gets each lost moment back once with %s', async (_how, days, end) => {
    const [lost, paused, resumed, connected] = days;
    const { serviceId } = await givenRunning();
    const network = await givenMeans();
    // Only a running service can be paused; this hold stands for an earlier pause by staff.
    const deeds: [number, () => Promise<unknown>][] = [
      [lost, () => disconnect(serviceId, lost)],
      [paused, () => holdPaused(serviceId, paused)],
      [resumed, () => resumeService(staffCtx(later(resumed)), { serviceId })],
      [connected, () => changeService(staffCtx(later(connected)), { serviceId, network })],
    ];
    deeds.sort(([left], [right]) => left - right);
    for (const [, deed] of deeds) await deed();
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await periodsOf(serviceId)).toMatchObject([{ endsAt: later(end).toISOString() }]);
  });

  it('cannot reuse a login taken in the meantime, and continues with another', async () => {
    const { serviceId } = await givenRunning();
    const network = await connect(serviceId, 0);
    await disconnect(serviceId, 1);
    const other = await givenRunning();
    await changeService(staffCtx(later(1)), { serviceId: other.serviceId, network });
    const taken = changeService(staffCtx(later(2)), { serviceId, network });
    await expect(taken).rejects.toMatchObject({ key: 'login_taken', field: 'login' });
    await getSql()`update services set router_id = ${network.routerId}, login = ${network.login}
      where id = ${serviceId}`;
    expect(await sweepServiceDates(systemCtx(later(2)))).toMatchObject({ connected: 0 });
    await connect(serviceId, 2);
    expect((await serviceNow(serviceId)).status).toBe('active');
  });

  it('that was stopped for lack of credit gets no time it had not paid for', async () => {
    const { customerId, serviceId } = await givenRunning(500n);
    await sweepRecurrences(systemCtx(later(7)));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
    await disconnect(serviceId, 8);
    await givenCredit(customerId, 500n, later(9));
    await connect(serviceId, 10);
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
    expect((await periodsOf(serviceId)).at(-1)).toMatchObject({
      outcome: 'allocated',
      startsAt: later(10).toISOString(),
      endsAt: later(17).toISOString(),
    });
  });

  it('cannot be paused, because its time is already frozen', async () => {
    const { serviceId } = await givenRunning();
    await disconnect(serviceId, 1);
    await expect(
      pauseService(staffCtx(later(1)), { serviceId, until: null }),
    ).rejects.toMatchObject({ key: 'service_not_running' });
  });
});

async function holdPaused(serviceId: number, days: number): Promise<void> {
  await getSql()`insert into service_holds (service_id, reason, since, actor)
    values (${serviceId}, 'paused', ${later(days).toISOString()}, 'staff:1')`;
}
