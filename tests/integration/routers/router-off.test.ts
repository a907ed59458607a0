import { beforeAll, describe, expect, test } from 'vitest';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { changeRouter } from '@/lib/routers/change-router';
import { adoptRows } from '@/lib/routers/onboarding/adopt-rows';
import { beginSetup } from '@/lib/routers/onboarding/begin-setup';
import { finishSetup } from '@/lib/routers/onboarding/finish-setup';
import { matchRouterRows } from '@/lib/routers/onboarding/match-router-rows';
import { rehearseSync } from '@/lib/routers/onboarding/rehearse-sync';
import { syncRouter } from '@/lib/routers/sync-router';
import { testRouterConnection } from '@/lib/routers/test-router-connection';
import { startRouterSimulator } from '@/stand-ins/routeros/simulator';
import {
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
} from '@/tests/support/fixtures';
import {
  anAddress,
  aPool,
  aRouter,
  aService,
  changeService,
  hold,
  job,
  lift,
  PASSWORD,
  personalities,
  routerRow,
  staff,
} from './support';

beforeAll(() => givenOperator());

const router = aRouter({ personality: '7.23' });

async function turn(isOff: boolean, accessMethods = ['pppoe', 'hotspot', 'static'] as const) {
  const row = await routerRow(router.id);
  await changeRouter(staff(), {
    ...{ routerId: row.id, name: row.name, siteId: null, host: row.host, port: row.port },
    ...{ useTls: false, certificate: null, username: row.username, password: null },
    ...{ pppLocalAddress: row.pppLocalAddress, accessMethods: [...accessMethods], isOff },
  });
}

/** Does what `sync-router` does, with the sweep before or after it. */
async function runJobs(order: 'sweep first' | 'sync first' = 'sweep first') {
  if (order === 'sync first') await syncRouter(job(), { routerId: router.id });
  await sweepServiceDates(job());
  return syncRouter(job(), { routerId: router.id });
}

/** One service per access method, confirmed by the router. */
async function everyWay() {
  const { poolId } = await aPool(router.id);
  const made = [
    await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId }),
    await aService(router.id, { accessMethod: 'hotspot' }),
    await aService(router.id, {
      ...{ accessMethod: 'static', login: null, ipv4Mode: 'permanent', ipv4Address: anAddress() },
    }),
  ];
  await runJobs();
  return made;
}

describe('a router that staff take out of service', () => {
  test('keeps serving everyone, by any access method, and drops no session', async () => {
    const services = await everyWay();
    const [ppp] = services;
    const session = router.sim.dial(ppp?.login ?? '', PASSWORD, 'AA:BB:CC:00:07:01');
    await turn(true);
    await sweepServiceDates(job());
    for (const { serviceId } of services) {
      expect((await serviceNow(serviceId)).status).toBe('active');
    }
    await turn(false);
    await runJobs('sync first');
    expect(router.sim.rows('ppp/active')).toMatchObject([{ name: ppp?.login }]);
    expect(session).toBeDefined();
  });

  test('holds those in the walled garden and those who pay meanwhile, and serves them when it is back', async () => {
    const { serviceId, login } = await aService(router.id);
    await hold(serviceId, 'no_credit');
    await runJobs();
    await turn(true);
    await lift(serviceId);
    expect(await serviceNow(serviceId)).toMatchObject({
      status: 'pending',
      holds: ['not_connected'],
    });
    await turn(false);
    await runJobs();
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(router.sim.rows('ppp/secret')).toMatchObject([{ name: login, disabled: 'false' }]);
  });
});

describe('an access method that staff remove from a router', () => {
  test.each([
    ['pppoe', ['hotspot', 'static']],
    ['hotspot', ['pppoe', 'static']],
    ['static', ['pppoe', 'hotspot']],
  ] as const)('%s: services online by it stay online', async (method, others) => {
    const services = await everyWay();
    await turn(false, others as unknown as ['pppoe', 'hotspot', 'static']);
    await runJobs('sync first');
    for (const { serviceId } of services) {
      expect((await serviceNow(serviceId)).status, method).toBe('active');
    }
  });
});

describe.each(personalities)('a router in setup, RouterOS %s', (personality) => {
  async function begin() {
    const sim = await startRouterSimulator({ personality });
    const { routerId } = await beginSetup(staff(), {
      ...{ name: `setup ${personality} ${sim.port}`, siteId: null, host: '127.0.0.1' },
      ...{ port: sim.port, useTls: false, certificate: null, username: sim.user },
      ...{ password: sim.password, accessMethods: ['pppoe'], pppLocalAddress: null },
    });
    await testRouterConnection(staff(), { routerId });
    return { sim, routerId };
  }

  async function given(routerId: number, login: string, balance: bigint) {
    const customerId = await givenCustomer({ balance });
    const { itemId } = await givenPlan();
    const network = { routerId, accessMethod: 'pppoe' as const, login, password: PASSWORD };
    return { customerId, serviceId: await givenService({ customerId, itemId, network }) };
  }

  test('previews exactly the rows that the first sync writes, and charges nobody until then', async () => {
    const { sim, routerId } = await begin();
    try {
      const paid = await given(routerId, `paid-${personality}`, 2_000n);
      const adopted = await given(routerId, `adopted-${personality}`, 500n);
      const short = await given(routerId, `short-${personality}`, 499n);
      sim.run('/ppp/secret/add', { name: `adopted-${personality}`, password: 'x', comment: 'old' });
      const report = await matchRouterRows(staff(), { routerId });
      expect(report).toMatchObject({ kind: 'read', counts: { match: 1, missing: 1 } });
      await adoptRows(staff(), { routerId, serviceIds: [adopted.serviceId] });

      const rehearsed = await rehearseSync(staff(), { routerId });
      if (rehearsed.kind !== 'rehearsed') throw new Error(rehearsed.failure);
      const shown = rehearsed.lines.filter(({ menu }) => menu === '/ppp/secret');
      expect(shown.map(({ kind, serviceId }) => ({ kind, serviceId }))).toEqual([
        { kind: 'adopted', serviceId: adopted.serviceId },
        { kind: 'added', serviceId: paid.serviceId },
      ]);
      expect(await balanceOf(paid.customerId)).toBe(2_000n);

      await finishSetup(staff(), { routerId });
      // The sync may run before the minute's sweep: it takes nothing over and keeps the consent.
      await syncRouter(job(), { routerId });
      await sweepServiceDates(job());
      await syncRouter(job(), { routerId });
      expect(sim.rows('ppp/secret').map(({ name, comment }) => ({ name, comment }))).toEqual([
        { name: `adopted-${personality}`, comment: expect.stringContaining('old') },
        { name: `paid-${personality}`, comment: expect.anything() },
      ]);
      expect(await balanceOf(paid.customerId)).toBe(1_500n);
      expect(await balanceOf(adopted.customerId)).toBe(0n);
      expect(await serviceNow(short.serviceId)).toMatchObject({ holds: ['unpaid'] });
    } finally {
      await sim.close();
    }
  });
});

test('a service that changes on a router that is off but serves it stays on', async () => {
  const { serviceId } = await aService(router.id);
  await runJobs();
  await turn(true);
  await changeService(serviceId, { throttled: true, portId: 'olt-1/3', login: 'renamed' });
  expect((await serviceNow(serviceId)).status).toBe('active');
});
