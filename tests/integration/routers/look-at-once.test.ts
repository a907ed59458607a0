import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { events } from '@/db/schema/jobs';
import { changeRouter } from '@/lib/routers/change-router';
import { readRouterCounters } from '@/lib/routers/read-router-counters';
import { requestSync } from '@/lib/routers/request-sync';
import { syncRouter } from '@/lib/routers/sync-router';
import { testRouterConnection } from '@/lib/routers/test-router-connection';
import { getRouterDetail } from '@/lib/screens/admin/router';
import {
  aPlan,
  aPool,
  aRouter,
  aService,
  hold,
  job,
  personalities,
  routerRow,
  staff,
  wait,
} from './support';

describe.each(personalities)('a router on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const detail = () => getRouterDetail(staff(), router.id);
  const secrets = () => router.sim.rows('ppp/secret');

  async function confirmedServices(count: number) {
    const { poolId } = await aPool(router.id);
    const plan = await aPlan();
    const all = [];
    for (let index = 0; index < count; index += 1) {
      all.push(await aService(router.id, { plan, ipv4Mode: 'dynamic', ipv4PoolId: poolId }));
    }
    await sync();
    await readRouterCounters(job(), router.id);
    expect(await detail()).toMatchObject({ dueCount: 0, unconfirmedAt: null });
    router.sim.clearTranscript();
    return all;
  }

  async function changeOnly(change: { isOff: boolean }) {
    const { name, port, username } = await routerRow(router.id);
    await changeRouter(staff(), {
      ...{ routerId: router.id, name, siteId: null, host: '127.0.0.1', port, useTls: false },
      ...{ username, password: null, pppLocalAddress: '10.255.0.1' },
      accessMethods: ['pppoe', 'hotspot', 'static'],
      ...change,
    });
  }

  async function comparesAsked(): Promise<number> {
    const rows = await getDb().select().from(events).where(eq(events.name, 'router/reconcile.due'));
    return rows.filter(({ data }) => (data as { routerId?: number }).routerId === router.id).length;
  }

  function writes() {
    return router.sim
      .transcript()
      .filter(({ words }) => /\/(add|set|remove)$/.test(words[0] ?? ''));
  }

  test('that was reset is rewritten as soon as staff ask for a sync', async () => {
    await confirmedServices(12);
    router.sim.reset();
    await requestSync(staff(), { routerId: router.id });
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 12 });
    expect(secrets()).toHaveLength(12);
    expect(await detail()).toMatchObject({ dueCount: 0, unconfirmedReason: 'emptied' });
  });

  test('that is complete is read once when staff ask for a sync, and not written to', async () => {
    await confirmedServices(4);
    const before = (await detail()).lookedAt?.getTime() ?? 0;
    await requestSync(staff(), { routerId: router.id });
    await sync();
    expect((await detail()).lookedAt?.getTime()).toBeGreaterThan(before);
    expect(writes()).toEqual([]);
    router.sim.clearTranscript();
    expect(await syncRouter(job(), { routerId: router.id })).toEqual({ kind: 'clean' });
    expect(router.sim.transcript()).toEqual([]);
  });

  test('that is unreachable when staff ask for a sync is read as soon as it is back', async () => {
    await confirmedServices(5);
    await router.sim.setReachable(false);
    await requestSync(staff(), { routerId: router.id });
    expect(await syncRouter(job(), { routerId: router.id })).toMatchObject({ kind: 'unreachable' });
    router.sim.reset();
    await router.sim.setReachable(true);
    wait(60_000);
    await sync();
    expect(secrets()).toHaveLength(5);
  });

  test('that rebooted without its rows gets all of them with the next push', async () => {
    const [payer] = await confirmedServices(6);
    router.sim.reset();
    router.sim.advance(1_000);
    wait(60_000);
    await hold(payer?.serviceId ?? 0, 'no_credit');
    const compares = await comparesAsked();
    await sync();
    expect(secrets()).toHaveLength(6);
    expect(await detail()).toMatchObject({ dueCount: 0, unconfirmedReason: 'emptied' });
    expect(await comparesAsked()).toBe(compares + 1);
  });

  test('that kept running is not read for a push', async () => {
    const [payer] = await confirmedServices(3);
    const { lookedAt } = await detail();
    router.sim.advance(86_400_000);
    wait(60_000);
    await hold(payer?.serviceId ?? 0, 'no_credit');
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1 });
    expect((await detail()).lookedAt).toEqual(lookedAt);
  });

  test('that was reset is noticed by a test of its connection', async () => {
    await confirmedServices(5);
    router.sim.reset();
    await testRouterConnection(staff(), { routerId: router.id });
    expect(await detail()).toMatchObject({ dueCount: 5, unconfirmedReason: 'emptied' });
  });

  test('that was reset while out of service is rewritten when it is back', async () => {
    await confirmedServices(5);
    await changeOnly({ isOff: true });
    router.sim.reset();
    await changeOnly({ isOff: false });
    await sync();
    expect(secrets()).toHaveLength(5);
  });
});
