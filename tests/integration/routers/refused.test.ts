import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { sweepDates } from '../services/router-off-world';
import {
  givenGold,
  givenOpenRouter,
  givenPaid,
  givenRefused,
  isHeld,
  later,
  makeProfile,
  secondsLost,
  sync,
  turnsOf,
} from './refused-world';
import { changeService, eventsOf, pushesOf } from './support';

beforeAll(() => givenOperator());

const isRunning = { status: 'active', holds: [] };
const isRefused = { status: 'pending', holds: ['router_refused'] };

async function sweepDays(...days: readonly number[]): Promise<void> {
  for (const day of days) {
    await sweepDates(later(day));
    while ((await sweepRecurrences(systemCtx(later(day)))).more);
  }
}

async function pay(customerId: number, amountMinor: bigint, days: number): Promise<void> {
  await givenCredit(customerId, amountMinor, later(days));
  await putCreditToUse(systemCtx(later(days)), { customerId });
}

describe('a service that its router refuses from the start', () => {
  it('is Pending, and nothing is charged for it over three months', async () => {
    const router = await givenOpenRouter();
    const { customerId, serviceId } = await givenRefused(router);
    expect(await serviceNow(serviceId)).toMatchObject(isRefused);
    await sweepDays(7, 30, 60, 90);
    expect(await serviceNow(serviceId)).toMatchObject(isRefused);
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await periodsOf(serviceId)).toHaveLength(1);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });

  it('is on with the first sync after the cause is gone, for the whole time that was paid', async () => {
    const router = await givenOpenRouter();
    const { customerId, serviceId } = await givenRefused(router);
    await sync(router, later(90));
    makeProfile(router);
    await sync(router, at(start, { days: 90, hours: 1 }));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    const [period] = await periodsOf(serviceId);
    const whole = at(start, { days: 97, hours: 1 });
    expect(Math.abs(secondsLost(period?.endsAt, whole))).toBeLessThan(60);
    const [data] = await getSql()<{ expires: string }[]>`
      select expires_at as expires from allocations where service_id = ${serviceId}`;
    expect(new Date(data?.expires ?? 0)).toEqual(new Date(period?.endsAt ?? 0));
    expect(await balanceOf(customerId)).toBe(1_500n);
    await sweepDays(96);
    expect(await balanceOf(customerId)).toBe(1_500n);
    await sweepDays(98);
    expect(await balanceOf(customerId)).toBe(1_000n);
    expect(await brokenLedgerRules()).toEqual([]);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });

  it('never changes between refused and on, however often it is pushed', async () => {
    const router = await givenOpenRouter();
    const { serviceId } = await givenRefused(router);
    const { desiredVersion } = await serviceNow(serviceId);
    for (let round = 1; round <= 100; round += 1) {
      await sync(router, at(start, { minutes: round * 6 }));
      if (round % 20 === 0) await sweepDates(at(start, { minutes: round * 6 }));
    }
    expect(await serviceNow(serviceId)).toMatchObject({ ...isRefused, desiredVersion });
    expect(await turnsOf(serviceId)).toEqual(['hold_set']);
    expect(await pushesOf(serviceId)).toHaveLength(101);
    expect(await eventsOf(serviceId, 'service/router.failed')).toHaveLength(1);
  });

  it('waits for its next attempt and is not pushed again at once', async () => {
    const router = await givenOpenRouter();
    await givenRefused(router);
    expect(await sync(router, start)).toEqual({ kind: 'clean' });
  });

  it('is told to its customer once, when it is on after a longer wait', async () => {
    const router = await givenOpenRouter();
    const { serviceId } = await givenRefused(router);
    for (const day of [1, 2, 3]) await sync(router, later(day));
    expect(await eventsOf(serviceId, 'service/connected')).toEqual([]);
    makeProfile(router);
    for (const day of [4, 5]) await sync(router, later(day));
    expect(await eventsOf(serviceId, 'service/connected')).toHaveLength(1);
  });

  it('keeps its login, which no other service can take meanwhile', async () => {
    const router = await givenOpenRouter();
    const { serviceId, login } = await givenRefused(router);
    const other = await givenPaid(router, { itemId: (await givenPlan()).itemId });
    await expect(changeService(other.serviceId, { login })).rejects.toThrow();
    expect(await isHeld(serviceId)).toBe(true);
  });
});

describe('a service with a foreign row of its login on the router', () => {
  it('is Pending until the row is gone', async () => {
    const router = await givenOpenRouter();
    const { itemId } = await givenPlan();
    const { serviceId, login } = await givenPaid(router, { itemId });
    router.sim.run('/ppp/secret/add', { name: login, password: 'theirs' });
    await sync(router, start);
    expect(await serviceNow(serviceId)).toMatchObject(isRefused);
    router.sim.run('/ppp/secret/remove', { '.id': login });
    await sync(router, later(3));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
  });
});

describe('a service in the walled garden whose router refuses to let it on again', () => {
  it('is charged once when its customer pays, and gets that period in full', async () => {
    const router = await givenOpenRouter();
    makeProfile(router);
    const { itemId } = await givenGold();
    const { customerId, serviceId } = await givenPaid(router, { itemId, balance: 500n });
    await sync(router, start);
    await sweepDays(7);
    await sync(router, later(7));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
    router.sim.run('/ppp/profile/remove', { '.id': 'gold' });
    await pay(customerId, 1_500n, 10);
    await sync(router, later(10));
    expect(await serviceNow(serviceId)).toMatchObject(isRefused);
    await sweepDays(17, 24, 31);
    await sync(router, later(31));
    expect(await balanceOf(customerId)).toBe(1_000n);
    makeProfile(router);
    await sync(router, later(40));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    const [, , period] = await periodsOf(serviceId);
    expect(Math.abs(secondsLost(period?.endsAt, later(47)))).toBeLessThan(60);
    expect(await brokenLedgerRules()).toEqual([]);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });
});

describe('a service that its router serves', () => {
  it('stays on and is charged when the router refuses its next terms', async () => {
    const router = await givenOpenRouter();
    const plain = await givenPlan();
    const { customerId, serviceId } = await givenPaid(router, { itemId: plain.itemId });
    await sync(router, start);
    const { itemId, versionId } = await givenGold();
    await changeService(serviceId, { itemId, itemVersionId: versionId });
    expect(await sync(router, later(1))).toMatchObject({ failed: 1 });
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    await sweepDays(7);
    expect(await balanceOf(customerId)).toBe(1_000n);
  });

  it('is not held when the router refuses to stop it', async () => {
    const router = await givenOpenRouter();
    const { itemId } = await givenPlan();
    const { serviceId } = await givenPaid(router, { itemId, balance: 500n });
    await sweepDays(7);
    router.sim.faults.add({ kind: 'trap', messages: ['failure: no'], on: '/ppp/secret/add' });
    expect(await sync(router, later(7))).toMatchObject({ failed: 1 });
    router.sim.faults.clear();
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
  });
});

describe('a refusal among many', () => {
  it('holds that service alone, and all others are on', async () => {
    const router = await givenOpenRouter();
    const { itemId } = await givenPlan();
    const others = [];
    for (let count = 0; count < 49; count += 1) others.push(await givenPaid(router, { itemId }));
    const { serviceId } = await givenPaid(router, { itemId: (await givenGold()).itemId });
    while ((await sync(router, start)).kind !== 'clean');
    expect(await isHeld(serviceId)).toBe(true);
    const [row] = await getSql()<{ count: number }[]>`
      select count(*)::int as count from services s join service_router_states st on st.service_id = s.id
      where s.id in ${getSql()(others.map((one) => one.serviceId))} and s.status = 'active' and st.applied_level = 4`;
    expect(row?.count).toBe(49);
  });
});
