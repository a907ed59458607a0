import { eq } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { getDb, getSql } from '@/db/client';
import { customers } from '@/db/schema/customers';
import { log } from '@/lib/kit/log';
import { readRouterCounters } from '@/lib/routers/read-router-counters';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { asOwner } from '@/tests/support/as-owner';
import {
  aPlan,
  aPool,
  aRouter,
  aService,
  changeService,
  hold,
  job,
  lift,
  PASSWORD,
  stateOf,
  touch,
  wait,
} from './support';

const router = aRouter({ personality: '7.23' });
const sync = () => syncRouter(job(), { routerId: router.id });
const lacksPassword = { failure: 'incomplete_service', failureDetail: 'password' };
const ppp = { kind: 'ppp', password: PASSWORD, mac: 'AA:BB:CC:00:08:09' } as const;
const slow = { slowDownBitsPerSecond: 1_000_000n, slowUpBitsPerSecond: 512_000n };

async function inAPool() {
  const { poolId } = await aPool(router.id);
  return { ipv4Mode: 'dynamic', ipv4PoolId: poolId } as const;
}

/** The ways in which a password in the database cannot be opened. */
const unreadable: [string, (one: { serviceId: number; customerId: number }) => Promise<unknown>][] =
  [
    ['is damaged', ({ serviceId }) => changeService(serviceId, { passwordSealed: 'damaged' })],
    [
      'was sealed under a key that is gone',
      ({ serviceId }) => changeService(serviceId, { passwordSealed: 'v1.gone.AAAA.AAAA.AAAA' }),
    ],
    [
      'is the damaged one of its customer',
      async ({ serviceId, customerId }) => {
        await changeService(serviceId, { passwordSealed: null });
        await getDb()
          .update(customers)
          .set({ servicePasswordSealed: 'damaged' })
          .where(eq(customers.id, customerId));
      },
    ],
  ];

describe.each(unreadable)('a service whose password %s', (_how, spoil) => {
  test('fails alone: who pays on the same router gets on', async () => {
    const bad = await aService(router.id);
    await spoil(bad);
    const payer = await aService(router.id);
    const logged = vi.spyOn(log, 'error');
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1, failed: 1 });
    const logs = logged.mock.calls.map(([fields]) => fields);
    logged.mockRestore();
    expect(await stateOf(payer.serviceId, router.id)).toMatchObject({ failure: null });
    expect(await stateOf(bad.serviceId, router.id)).toMatchObject(lacksPassword);
    expect(router.sim.rows('ppp/secret')).toMatchObject([{ name: payer.login }]);
    expect(logs).toContainEqual(
      expect.objectContaining({ serviceId: bad.serviceId, id: expect.any(String) }),
    );
  });

  test('stays as it is on the router, through a sync and a comparison', async () => {
    const bad = await aService(router.id);
    const other = await aService(router.id);
    await sync();
    await spoil(bad);
    await hold(other.serviceId, 'staff_disabled');
    while ((await sync()).kind !== 'clean');
    expect(await reconcileRouter(job(), { routerId: router.id, isRepairing: true })).toMatchObject({
      kind: 'reconciled',
    });
    const secrets = router.sim.rows('ppp/secret');
    expect(secrets.find((row) => row['name'] === bad.login)?.['disabled']).toBe('false');
    expect(secrets.find((row) => row['name'] === other.login)?.['disabled']).toBe('true');
  });

  test.each([
    ['no_credit', 'garden'],
    ['staff_disabled', 'cut'],
  ] as const)('is taken off the internet by the hold %s', async (reason, served) => {
    const bad = await aService(router.id, await inAPool());
    await sync();
    router.sim.plugIn({ ...ppp, login: bad.login });
    expect(router.sim.served(bad.login)).toBe('served');
    await spoil(bad);
    await hold(bad.serviceId, reason);
    await sync();
    expect(router.sim.served(bad.login)).toBe(served);
    expect(await stateOf(bad.serviceId, router.id)).toMatchObject(lacksPassword);
    await lift(bad.serviceId);
    await sync();
    router.sim.plugIn({ ...ppp, login: bad.login });
    expect(router.sim.served(bad.login)).toBe('served');
  });

  test('is slowed down once its data is used up', async () => {
    const bad = await aService(router.id, { plan: await aPlan(slow), ...(await inAPool()) });
    await sync();
    await spoil(bad);
    await changeService(bad.serviceId, { throttled: true });
    await sync();
    expect(router.sim.rows('ppp/secret')[0]?.['profile']).toContain('-slow');
  });

  test('keeps its login under a new name, and none is added for it', async () => {
    const bad = await aService(router.id, await inAPool());
    await sync();
    await spoil(bad);
    await changeService(bad.serviceId, { login: `${bad.login}-new` });
    await sync();
    expect(router.sim.rows('ppp/secret')).toMatchObject([
      { name: `${bad.login}-new`, password: PASSWORD },
    ]);
  });

  test('stands still from when its login was found missing, not from when it was first served', async () => {
    const bad = await aService(router.id, await inAPool());
    await sync();
    await spoil(bad);
    await sync();
    wait(20 * 86_400_000);
    router.sim.run('/ppp/secret/remove', {
      '.id': router.sim.rows('ppp/secret')[0]?.['.id'] ?? '',
    });
    await touch(bad.serviceId);
    const foundAt = job().now;
    await sync();
    const [row] = await getSql()<{ since: string }[]>`
      select since from service_holds where service_id = ${bad.serviceId} and reason = 'router_refused'`;
    expect(new Date(row?.since ?? 0).getTime()).toBeGreaterThanOrEqual(foundAt.getTime());
  });

  test('does not end the metering of its router', async () => {
    router.sim.run('/ip/pool/add', { name: 'own-pool', ranges: '10.77.0.10-10.77.0.99' });
    router.sim.run('/ppp/profile/add', { name: 'own', 'remote-address': 'own-pool' });
    const plan = await aPlan({ routerProfile: 'own', ...slow });
    const bad = await aService(router.id, { plan, ...(await inAPool()) });
    await hold(bad.serviceId, 'no_credit');
    await sync();
    router.sim.dial(bad.login, PASSWORD, 'AA:BB:CC:00:08:01');
    await spoil(bad);
    const logged = vi.spyOn(log, 'error');
    const read = await readRouterCounters(job(), router.id);
    const logs = logged.mock.calls.length;
    logged.mockRestore();
    expect(read).toMatchObject({ kind: 'read' });
    expect(read.kind === 'read' && read.counters.readings.length).toBeGreaterThan(0);
    expect(logs).toBe(0);
  });
});

test('counters are kept, and the error is logged with an id, when a look fails in our own code', async () => {
  const { serviceId, login } = await aService(router.id, await inAPool());
  await sync();
  router.sim.dial(login, PASSWORD, 'AA:BB:CC:00:08:02');
  await asOwner(
    (sql) =>
      sql`update service_router_states set applied_rows = '{}' where service_id = ${serviceId}`,
  );
  const logged = vi.spyOn(log, 'error');
  const read = await readRouterCounters(job(), router.id);
  const logs = logged.mock.calls.map(([fields]) => fields);
  logged.mockRestore();
  expect(read.kind === 'read' && read.counters.readings.length).toBeGreaterThan(0);
  expect(logs).toEqual([expect.objectContaining({ routerId: router.id, id: expect.any(String) })]);
});
