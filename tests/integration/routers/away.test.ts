import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { listPortalServices } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { sweepDates } from '../services/router-off-world';
import {
  givenOpenRouter,
  givenPaid,
  isHeld,
  later,
  secondsLost,
  sync,
  turnsOf,
} from './refused-world';
import { eventsOf, pushesOf } from './support';

beforeAll(() => givenOperator());

const isRunning = { status: 'active', holds: [] };
const isWaiting = { status: 'pending', holds: ['router_refused'] };
const hour = (hours: number) => at(start, { hours });

async function sweepDays(...days: readonly number[]): Promise<void> {
  for (const day of days) {
    await sweepDates(later(day));
    while ((await sweepRecurrences(systemCtx(later(day)))).more);
  }
}

/** A router that does not respond, and a service that was bought meanwhile and pushed five minutes later. */
async function givenBoughtWhileAway() {
  const router = await givenOpenRouter();
  const { itemId } = await givenPlan();
  await router.sim.setReachable(false);
  const world = await givenPaid(router, { itemId });
  await sync(router, at(start, { minutes: 5 }));
  return { router, itemId, ...world };
}

const ways = {
  'cannot be reached': (sim) => sim.setReachable(false),
  'refuses our login': (sim) => sim.faults.add({ kind: 'reject-login' }),
} satisfies Record<string, (sim: Awaited<ReturnType<typeof givenOpenRouter>>['sim']) => unknown>;

describe.each(Object.entries(ways))('a service bought while its router %s', (_, turnAway) => {
  it('is Pending until the first confirmation, and then on for the whole paid time', async () => {
    const router = await givenOpenRouter();
    const { itemId } = await givenPlan();
    await turnAway(router.sim);
    const { customerId, serviceId } = await givenPaid(router, { itemId });
    await sync(router, at(start, { minutes: 5 }));
    expect(await serviceNow(serviceId)).toMatchObject(isWaiting);
    await router.sim.setReachable(true);
    router.sim.faults.clear();
    await sync(router, later(3));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    const [period] = await periodsOf(serviceId);
    expect(Math.abs(secondsLost(period?.endsAt, later(10)))).toBeLessThan(30);
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await brokenLedgerRules()).toEqual([]);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });
});

describe('a service bought while its router is away', () => {
  it('is charged nothing more over three months', async () => {
    const { router, customerId, serviceId } = await givenBoughtWhileAway();
    for (const day of [7, 30, 60, 90]) {
      await sync(router, later(day));
      await sweepDays(day);
    }
    expect(await serviceNow(serviceId)).toMatchObject(isWaiting);
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await periodsOf(serviceId)).toHaveLength(1);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });

  it('is shown as waiting to staff and to its customer, with the reason', async () => {
    const { customerId, serviceId } = await givenBoughtWhileAway();
    const card = await findServiceCard(staffCtx(later(1)), serviceId);
    expect(card).toMatchObject({ status: 'pending', hasPaidTime: true });
    expect(card?.push?.failure).toBe('unreachable');
    const [shown] = await listPortalServices(subscriberCtx(customerId, later(1)), customerId);
    expect(shown).toMatchObject({ status: 'pending', reasons: [{ reason: 'router_refused' }] });
    expect(shown?.onRouter).toMatchObject({ kind: 'activating', failure: 'unreachable' });
  });

  it('does not change, and writes no rows or emails, however often its router is tried', async () => {
    const { router, serviceId } = await givenBoughtWhileAway();
    const { desiredVersion } = await serviceNow(serviceId);
    for (let round = 1; round <= 100; round += 1) await sync(router, hour(round));
    expect(await serviceNow(serviceId)).toMatchObject({ ...isWaiting, desiredVersion });
    expect(await turnsOf(serviceId)).toEqual(['hold_set']);
    expect(await pushesOf(serviceId)).toHaveLength(1);
    expect(await eventsOf(serviceId, 'service/router.failed')).toHaveLength(1);
    expect(await eventsOf(serviceId, 'service/connected')).toEqual([]);
  });

  it('is held at once if the router is known to be away and not tried again yet', async () => {
    const { router, itemId } = await givenBoughtWhileAway();
    const { serviceId } = await givenPaid(router, { itemId });
    expect(await sync(router, at(start, { minutes: 5 }))).toMatchObject({ kind: 'waiting' });
    expect(await serviceNow(serviceId)).toMatchObject(isWaiting);
  });

  it('is held by the next attempt if an earlier version left it running', async () => {
    const { router, serviceId } = await givenBoughtWhileAway();
    await getSql()`delete from service_holds where service_id = ${serviceId}`;
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    await sync(router, later(2));
    expect(await serviceNow(serviceId)).toMatchObject(isWaiting);
  });
});

describe('a router that is away', () => {
  it('changes nothing for the services it serves', async () => {
    const router = await givenOpenRouter();
    const { itemId } = await givenPlan();
    const served = await givenPaid(router, { itemId });
    await sync(router, start);
    await router.sim.setReachable(false);
    const bought = await givenPaid(router, { itemId });
    await getSql()`update services set desired_version = desired_version + 1 where id = ${served.serviceId}`;
    await sync(router, hour(1));
    expect(await isHeld(bought.serviceId)).toBe(true);
    expect(await serviceNow(served.serviceId)).toMatchObject(isRunning);
    await sweepDays(7);
    expect(await balanceOf(served.customerId)).toBe(1_000n);
    expect(await turnsOf(served.serviceId)).toEqual([]);
  });

  it('delays the time of a customer who pays in the walled garden, from the payment on', async () => {
    const router = await givenOpenRouter();
    const { itemId } = await givenPlan();
    const { customerId, serviceId } = await givenPaid(router, { itemId, balance: 500n });
    await sync(router, start);
    await sweepDays(7);
    await sync(router, later(7));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
    await router.sim.setReachable(false);
    await givenCredit(customerId, 1_500n, later(10));
    await putCreditToUse(systemCtx(later(10)), { customerId });
    await sync(router, at(start, { days: 10, hours: 2 }));
    expect(await serviceNow(serviceId)).toMatchObject(isWaiting);
    await sweepDays(17, 24);
    await router.sim.setReachable(true);
    await sync(router, later(30));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    const period = (await periodsOf(serviceId)).at(-1);
    expect(Math.abs(secondsLost(period?.endsAt, later(37)))).toBeLessThan(30);
    expect(await balanceOf(customerId)).toBe(1_000n);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });

  it('holds all services that it does not serve with one attempt, and lets them all on later', async () => {
    const router = await givenOpenRouter();
    const { itemId } = await givenPlan();
    await router.sim.setReachable(false);
    const all: number[] = [];
    for (let count = 0; count < 30; count += 1)
      all.push((await givenPaid(router, { itemId })).serviceId);
    await sync(router, start);
    const countOf = async (status: string) => {
      const [row] = await getSql()<{ count: number }[]>`
        select count(*)::int as count from services where id in ${getSql()(all)} and status = ${status}`;
      return row?.count;
    };
    expect(await countOf('pending')).toBe(30);
    await router.sim.setReachable(true);
    while ((await sync(router, hour(1))).kind !== 'clean');
    expect(await countOf('active')).toBe(30);
  });
});

describe('a router that was replaced', () => {
  it('serves nobody, so a service that its profile lacks there stands still from then on', async () => {
    const router = await givenOpenRouter();
    const { itemId } = await givenPlan();
    const served = await givenPaid(router, { itemId });
    await sync(router, start);
    router.sim.swap('OTHER-AWAY-1');
    router.sim.faults.add({ kind: 'trap', messages: ['failure: no'], on: '/ppp/secret/add' });
    const bought = await givenPaid(router, { itemId });
    await sync(router, later(3));
    expect(await serviceNow(served.serviceId)).toMatchObject(isWaiting);
    expect(await serviceNow(bought.serviceId)).toMatchObject(isWaiting);
    router.sim.faults.clear();
    await sync(router, later(5));
    expect(await serviceNow(served.serviceId)).toMatchObject(isRunning);
    const [period] = await periodsOf(served.serviceId);
    expect(Math.abs(secondsLost(period?.endsAt, later(9)))).toBeLessThan(30);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });
});
