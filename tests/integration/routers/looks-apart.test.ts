import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { events } from '@/db/schema/jobs';
import { routerLeases } from '@/db/schema/routers';
import { readRouterCounters } from '@/lib/routers/read-router-counters';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { requestSync } from '@/lib/routers/request-sync';
import { syncRouter } from '@/lib/routers/sync-router';
import { joinProcesses, leaseOfTheDead, partProcesses, until } from './processes';
import {
  anAddress,
  aPlan,
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
  stateOf,
  touch,
  wait,
} from './support';

afterEach(joinProcesses);

describe.each(personalities)('a look at a router on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const look = () => readRouterCounters(job(), router.id);

  async function confirmedServices(count: number) {
    const plan = await aPlan();
    const { poolId } = await aPool(router.id);
    const all = [];
    for (let index = 0; index < count; index += 1) {
      all.push(await aService(router.id, { plan, ipv4Mode: 'dynamic', ipv4PoolId: poolId }));
    }
    while ((await sync()).kind !== 'clean');
    await look();
    router.sim.clearTranscript();
    return all;
  }

  /** Number of full prints of the secrets, which only a look makes. */
  function looks(): number {
    return router.sim
      .transcript()
      .filter(({ words }) => words[0] === '/ppp/secret/print')
      .filter(({ words }) => !words.some((word) => word.startsWith('?'))).length;
  }

  async function comparesAsked(): Promise<number> {
    const rows = await getDb().select().from(events).where(eq(events.name, 'router/reconcile.due'));
    return rows.filter(({ data }) => (data as { routerId?: number }).routerId === router.id).length;
  }

  test('is not taken for every push after the device reports another identity once', async () => {
    const [one] = await confirmedServices(2);
    const { deviceKey } = await routerRow(router.id);
    expect(deviceKey).toMatch(/^licence /);
    router.sim.device.single('system/routerboard').values.set('serial-number', 'HEX0001');
    for (let round = 0; round < 2; round += 1) {
      await touch(one?.serviceId ?? 0);
      expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1 });
    }
    expect(looks()).toBe(0);
    expect(await routerRow(router.id)).toMatchObject({ deviceKey, unconfirmedAt: null });
  });

  test('that is refused is not requested again by every sync', async () => {
    await confirmedServices(2);
    const messages = ['failure: not possible here'];
    router.sim.faults.add({ kind: 'trap', on: '/ppp/secret/print', messages });
    await requestSync(staff(), { routerId: router.id });
    await sync();
    expect(looks()).toBe(1);
    expect(await sync()).toEqual({ kind: 'clean' });
    expect(await routerRow(router.id)).toMatchObject({ unconfirmedAt: null });
  });

  test('that is refused is not recorded as seen, and a restart stays to be checked', async () => {
    const [paying] = await confirmedServices(8);
    router.sim.reset();
    router.sim.advance(1_000);
    wait(60_000);
    const { lookedAt } = await routerRow(router.id);
    const messages = ['failure: not possible here'];
    router.sim.faults.add({ kind: 'trap', on: '/ppp/secret/print', messages, nth: 1 });
    await requestSync(staff(), { routerId: router.id });
    await sync();
    expect(looks()).toBe(1);
    expect(await routerRow(router.id)).toMatchObject({ lookedAt, lookAskedAt: null });
    await touch(paying?.serviceId ?? 0);
    while ((await sync()).kind !== 'clean');
    expect(router.sim.rows('ppp/secret')).toHaveLength(8);
    expect((await routerRow(router.id)).lookedAt).not.toEqual(lookedAt);
  });

  test('does not take rows removed by another process for a reset', async () => {
    const [stays, ...leaving] = await confirmedServices(6);
    router.sim.faults.add({ kind: 'latency', ms: 3_000, on: '/ppp/secret/print', nth: 1 });
    const looked = look();
    await until(() => looks() > 0);
    partProcesses();
    for (const { serviceId } of leaving) await changeService(serviceId, { routerId: null });
    while ((await sync()).kind !== 'clean');
    await looked;
    expect(router.sim.rows('ppp/secret')).toHaveLength(1);
    expect(await routerRow(router.id)).toMatchObject({ unconfirmedAt: null });
    expect(await stateOf(stays?.serviceId ?? 0, router.id)).toMatchObject({ failure: null });
    expect(await sync()).toEqual({ kind: 'clean' });
  });

  test('has a rebooted router compared once, however long another process holds it', async () => {
    await confirmedServices(2);
    const before = await comparesAsked();
    router.sim.restore(router.sim.backup());
    router.sim.advance(1_000);
    wait(300_000);
    await leaseOfTheDead(router.id, '10 minutes');
    for (let round = 0; round < 3; round += 1) await look();
    expect(await comparesAsked()).toBe(before);
    await getDb().delete(routerLeases).where(eq(routerLeases.routerId, router.id));
    for (let round = 0; round < 3; round += 1) await look();
    expect(await comparesAsked()).toBe(before + 1);
  });

  test('detects a swapped router during a comparison before a payment is served', async () => {
    const [payer, other] = await confirmedServices(2);
    await hold(payer?.serviceId ?? 0, 'no_credit');
    await sync();
    router.sim.swap('OTHER000009');
    await lift(payer?.serviceId ?? 0);
    await reconcileRouter(job(), { routerId: router.id, isRepairing: false });
    expect(await routerRow(router.id)).toMatchObject({ unconfirmedReason: 'device' });
    for (const [at, one] of [payer, other].entries()) {
      router.sim.dial(one?.login ?? '', PASSWORD, `AA:BB:CC:00:0C:0${at + 2}`);
      expect(router.sim.served(one?.login ?? '')).toBe('served');
    }
  });

  test.each([
    ['the words of its comment', (id: number) => ({ comment: `isp:${id} by hand` })],
    ['its lock', () => ({ disabled: 'yes' })],
    ['its password', () => ({ password: 'by-hand' })],
    ['its equipment', () => ({ 'caller-id': '' })],
  ])(
    'and the push after it leave a session alone when %s was changed by hand',
    async (_what, byHand) => {
      const [one] = await confirmedServices(1);
      router.sim.dial(one?.login ?? '', PASSWORD, 'AA:BB:CC:00:0C:01');
      const session = () => router.sim.rows('ppp/active')[0]?.['session-id'];
      const before = session();
      expect(before).toBeDefined();
      const values = byHand(one?.serviceId ?? 0);
      router.sim.run('/ppp/secret/set', { '.id': one?.login ?? '', ...values });
      await look();
      await sync();
      await reconcileRouter(job(), { routerId: router.id, isRepairing: true });
      expect(session()).toBe(before);
      expect(router.sim.rows('ppp/secret')[0]).toMatchObject({ disabled: 'false' });
    },
  );

  test('and the push after it leave a fixed address alone when its rate was changed by hand', async () => {
    const fixed = { login: null, accessMethod: 'static', ipv4Mode: 'permanent' } as const;
    const ipv4Address = anAddress();
    const { serviceId } = await aService(router.id, { ...fixed, ipv4Address });
    await sync();
    router.sim.run('/queue/simple/set', { '.id': `isp-${serviceId}`, 'max-limit': '1M/1M' });
    await look();
    router.sim.clearTranscript();
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1 });
    const removed = router.sim.transcript().filter(({ words }) => words[0]?.endsWith('/remove'));
    expect(removed).toEqual([]);
  });
});
