import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { getForecast } from '@/lib/calendar/forecast/get-forecast';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { mergeCustomers } from '@/lib/person/merge-customers';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { sweepDates } from '../services/router-off-world';
import { givenOpenRouter, givenPaid, later, secondsLost, sync, turnsOf } from './refused-world';

beforeAll(() => givenOperator());

const isRunning = { status: 'active', holds: [] };
const isWaiting = { status: 'pending', holds: ['router_refused'] };

async function givenBoughtWhileAway() {
  const router = await givenOpenRouter();
  const { itemId } = await givenPlan();
  await router.sim.setReachable(false);
  const world = await givenPaid(router, { itemId });
  await sync(router, at(start, { minutes: 5 }));
  return { router, ...world };
}

describe('a service whose router was away from its purchase on', () => {
  it('gets the data of its period for the whole period', async () => {
    const { router, serviceId } = await givenBoughtWhileAway();
    await router.sim.setReachable(true);
    await sync(router, later(20));
    const [period] = await periodsOf(serviceId);
    const [data] = await getSql()<{ expires: string }[]>`
      select expires_at as expires from allocations where service_id = ${serviceId}`;
    expect(new Date(data?.expires ?? 0)).toEqual(new Date(period?.endsAt ?? 0));
  });

  it('waits on for the customer it is merged into, who then gets all of its time', async () => {
    const { router, customerId, serviceId } = await givenBoughtWhileAway();
    const intoId = await givenCustomer({ balance: 700n });
    await mergeCustomers(staffCtx(later(1)), { fromId: customerId, intoId });
    expect(await serviceNow(serviceId)).toMatchObject(isWaiting);
    await router.sim.setReachable(true);
    await sync(router, later(9));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    const [period] = await periodsOf(serviceId);
    expect(Math.abs(secondsLost(period?.endsAt, later(16)))).toBeLessThan(30);
    expect(await balanceOf(intoId)).toBe(2_200n);
    expect(await brokenLedgerRules()).toEqual([]);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });

  it('has no renewal in the forecast, as it would if its period ran', async () => {
    const { router, serviceId } = await givenBoughtWhileAway();
    const renewals = async () => {
      const told = await getForecast(staffCtx(later(1)), { days: 30 });
      if (told === 'busy') throw new Error('no other forecast runs here');
      return told.totals.renewed.count;
    };
    const waiting = await renewals();
    await getSql()`delete from service_holds where service_id = ${serviceId}`;
    expect(await renewals()).toBeGreaterThan(waiting);
    await sync(router, later(2));
    expect(await serviceNow(serviceId)).toMatchObject(isWaiting);
  });

  it('is held and let on once by syncs, payments and sweeps at the same time', async () => {
    const router = await givenOpenRouter();
    const { itemId } = await givenPlan();
    await router.sim.setReachable(false);
    const { customerId, serviceId } = await givenPaid(router, { itemId });
    const all = (now: Date) =>
      Promise.all([
        sync(router, now),
        putCreditToUse(systemCtx(now), { customerId }),
        sync(router, now),
        sweepDates(now),
        sweepRecurrences(systemCtx(now)),
      ]);
    await all(at(start, { minutes: 1 }));
    await router.sim.setReachable(true);
    await all(later(10));
    await sync(router, at(start, { days: 10, minutes: 10 }));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    expect(await turnsOf(serviceId)).toEqual(['hold_set', 'hold_lifted']);
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });
});

describe('time that a service was paused', () => {
  it('is given back once if its router is away when the pause ends', async () => {
    const router = await givenOpenRouter();
    const { itemId } = await givenPlan();
    const { serviceId } = await givenPaid(router, { itemId });
    await sync(router, start);
    await pauseService(staffCtx(later(2)), { serviceId, until: null });
    await sync(router, later(2));
    await router.sim.setReachable(false);
    await resumeService(staffCtx(later(6)), { serviceId });
    await sync(router, at(start, { days: 6, hours: 1 }));
    expect(await serviceNow(serviceId)).toMatchObject(isWaiting);
    await router.sim.setReachable(true);
    await sync(router, later(8));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    const [period] = await periodsOf(serviceId);
    expect(Math.abs(secondsLost(period?.endsAt, later(13)))).toBeLessThan(30);
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });
});
