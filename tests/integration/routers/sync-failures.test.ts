import { inspect } from 'node:util';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { serviceRouterStates } from '@/db/schema/routers';
import { inTransaction } from '@/db/transaction';
import { approveAdoption } from '@/lib/routers/approve-adoption';
import { loadDueServices } from '@/lib/routers/lookups/desired';
import { markRoutersDirty } from '@/lib/routers/mark-routers-dirty';
import { writeConfirmed } from '@/lib/routers/state-store';
import { syncRouter } from '@/lib/routers/sync-router';
import type { Personality } from '@/stand-ins/routeros/personality';
import {
  aPool,
  aRouter,
  aService,
  changeService,
  eventsOf,
  hold,
  job,
  lift,
  PASSWORD,
  personalities,
  pushesOf,
  routerRow,
  startRouter,
  stateOf,
  touch,
  wait,
} from './support';

const MAC = 'AA:BB:CC:00:00:02';

function aSyncedRouter(personality: Personality) {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  async function servedService() {
    const { poolId } = await aPool(router.id);
    const service = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await sync();
    router.sim.dial(service.login, PASSWORD, MAC);
    return service;
  }
  return { router, sync, servedService };
}

describe.each(personalities)('a router on RouterOS %s', (personality) => {
  const { router, sync } = aSyncedRouter(personality);

  test('that is unreachable leaves its services due, with the reason, until it is back', async () => {
    const { serviceId } = await aService(router.id);
    await router.sim.setReachable(false);
    expect(await sync()).toEqual({
      kind: 'unreachable',
      failure: 'unreachable',
      retryAfterMs: 2_000,
    });
    expect(await sync()).toMatchObject({ kind: 'waiting', failure: 'unreachable' });
    wait(1_000);
    expect(await sync()).toMatchObject({ kind: 'unreachable', retryAfterMs: 4_000 });
    expect(await routerRow(router.id)).toMatchObject({ status: 'unreachable', failureCount: 2 });
    expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: 'unreachable' });
    expect(await eventsOf(serviceId, 'service/router.failed')).toHaveLength(1);
    await router.sim.setReachable(true);
    wait(4_000);
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1 });
    expect(await routerRow(router.id)).toMatchObject({ status: 'online', failureCount: 0 });
    expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: null });
  });

  test('that rejects the login says so, and the password appears nowhere', async () => {
    const { serviceId } = await aService(router.id);
    router.sim.faults.add({ kind: 'reject-login' });
    expect(await sync()).toMatchObject({ kind: 'unreachable', failure: 'login_refused' });
    const row = await routerRow(router.id);
    expect(row.status).toBe('refused');
    const written = inspect([await stateOf(serviceId, router.id), await pushesOf(serviceId)]);
    expect(written).not.toContain(router.sim.password);
  });
});

describe.each(personalities)('a router on RouterOS %s', (personality) => {
  const { router, sync, servedService } = aSyncedRouter(personality);

  test.each(['/ppp/secret/set', '/ppp/active/remove'])(
    'that loses the response to %s still ends cut, and nothing is written twice',
    async (command) => {
      const { serviceId, login } = await servedService();
      await hold(serviceId, 'data_cap');
      router.sim.faults.add({ kind: 'commit-then-drop', by: 'rst', on: command, nth: 1 });
      expect(await sync()).toMatchObject({ kind: 'unreachable' });
      router.sim.faults.clear();
      wait(2_000);
      expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1 });
      expect(router.sim.served(login)).toBe('cut');
      expect(router.sim.rows('ppp/active')).toEqual([]);
      expect(router.sim.rows('ppp/secret')).toHaveLength(1);
    },
  );

  test('that may have stopped a paying service before the response was lost serves it before others whose terms change', async () => {
    const others = [await aService(router.id), await aService(router.id)];
    const { serviceId, login } = await servedService();
    await hold(serviceId, 'no_credit');
    router.sim.faults.add({ kind: 'commit-then-drop', by: 'rst', on: '/ppp/secret/set', nth: 1 });
    expect(await sync()).toMatchObject({ kind: 'unreachable' });
    router.sim.faults.clear();
    for (const other of others) await touch(other.serviceId);
    await lift(serviceId);
    wait(2_000);
    const next = async () => {
      const [first] = await loadDueServices(job(), router.id, { limit: 1 });
      return first?.service.serviceId;
    };
    expect(await next()).toBe(serviceId);
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 3 });
    router.sim.dial(login, PASSWORD, MAC);
    expect(router.sim.served(login)).toBe('served');
    // Once confirmed, it waits its turn like the others.
    for (const other of [...others, { serviceId }]) await touch(other.serviceId);
    expect(await next()).toBe(others[0]?.serviceId);
  });

  test('that loses the response to an add holds the row once', async () => {
    await aService(router.id);
    router.sim.faults.add({ kind: 'commit-then-drop', by: 'fin', on: '/ppp/secret/add', nth: 1 });
    expect(await sync()).toMatchObject({ kind: 'unreachable' });
    router.sim.faults.clear();
    wait(2_000);
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1, failed: 0 });
    expect(router.sim.rows('ppp/secret')).toHaveLength(1);
  });
});

describe.each(personalities)('a router on RouterOS %s', (personality) => {
  const { router, sync } = aSyncedRouter(personality);

  test('that refuses one service serves the others, and the refused one waits for its retry', async () => {
    const good = await aService(router.id);
    const bad = await aService(router.id, { macAddresses: ['AA:BB:CC:DD:EE:01'] });
    router.sim.run('/ppp/secret/add', { name: bad.login, password: 'theirs' });
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1, failed: 1, more: false });
    expect(await stateOf(good.serviceId, router.id)).toMatchObject({ failure: null });
    expect(await stateOf(bad.serviceId, router.id)).toMatchObject({
      failure: 'conflict',
      attempts: 1,
    });
    expect(await sync()).toEqual({ kind: 'clean' });
    wait(60_000);
    expect(await sync()).toMatchObject({ failed: 1 });
  });

  test('with a row of the same name that is not ours keeps it until staff adopt it', async () => {
    const { serviceId, login } = await aService(router.id);
    router.sim.run('/ppp/secret/add', { name: login, password: 'theirs', comment: 'old Anna' });
    await sync();
    expect(router.sim.rows('ppp/secret')[0]).toMatchObject({ comment: 'old Anna' });
    const now = job().now;
    const staff = { kind: 'staff', userId: 1, role: 'technician', sessionId: 's' } as const;
    await approveAdoption({ actor: staff, now }, { routerId: router.id, serviceId });
    expect(await sync()).toMatchObject({ confirmed: 1, failed: 0 });
    expect(router.sim.rows('ppp/secret')).toMatchObject([
      { name: login, comment: `isp:${serviceId} old Anna`, password: PASSWORD },
    ]);
  });

  test('that refuses a command has its message kept for staff', async () => {
    const { serviceId } = await aService(router.id);
    router.sim.faults.add({ kind: 'trap', messages: ['failure: no'], on: '/ppp/secret/add' });
    await sync();
    router.sim.faults.clear();
    const state = await stateOf(serviceId, router.id);
    expect(state).toMatchObject({ failure: 'rejected' });
    expect(state?.failureDetail).toContain('failure: no');
    const [event] = await eventsOf(serviceId, 'service/router.failed');
    expect(event?.data).toMatchObject({ reason: 'rejected' });
  });
});

describe.each(personalities)('a router on RouterOS %s', (personality) => {
  const { router, sync, servedService } = aSyncedRouter(personality);

  test('that a service leaves loses its rows while the new one gets them', async () => {
    const { serviceId, login } = await servedService();
    const other = await startRouter({ personality });
    const { poolId } = await aPool(other.routerId);
    await changeService(serviceId, { routerId: other.routerId, ipv4PoolId: poolId });
    expect(await sync()).toMatchObject({ confirmed: 1 });
    expect(router.sim.rows('ppp/secret')).toEqual([]);
    expect(router.sim.rows('ppp/active')).toEqual([]);
    expect(await stateOf(serviceId, router.id)).toBeUndefined();
    await syncRouter(job(), { routerId: other.routerId });
    expect(other.sim.rows('ppp/secret')).toMatchObject([{ name: login }]);
    expect(await sync()).toEqual({ kind: 'clean' });
    await other.sim.close();
  });

  test('keeps its rows of a service that lacks its password', async () => {
    const { serviceId } = await aService(router.id);
    await changeService(serviceId, { passwordSealed: null });
    expect(await sync()).toMatchObject({ confirmed: 0, failed: 1 });
    expect(await stateOf(serviceId, router.id)).toMatchObject({
      failure: 'incomplete_service',
      failureDetail: 'password',
    });
  });

  test('is listed again by the sweep only once its retry is due', async () => {
    await aService(router.id);
    await router.sim.setReachable(false);
    wait(3_600_000);
    await sync();
    const early = { ...job(), now: (await routerRow(router.id)).failingSince ?? new Date(0) };
    expect((await markRoutersDirty(early)).routerIds).not.toContain(router.id);
    wait(3_600_000);
    expect((await markRoutersDirty(job())).routerIds).toContain(router.id);
  });
});

describe('two syncs of one router at once', () => {
  const { router, sync, servedService } = aSyncedRouter('7.23');

  test('end with the latest desired state, on one connection at a time', async () => {
    const { serviceId, login } = await servedService();
    router.sim.faults.add({ kind: 'latency', ms: 5, on: '/ppp/secret/*' });
    await hold(serviceId, 'no_credit');
    const first = sync();
    await lift(serviceId);
    const results = await Promise.all([first, sync()]);
    if (results.some((result) => result.kind === 'synced' && result.more)) await sync();
    expect(await sync()).toEqual({ kind: 'clean' });
    expect(router.sim.served(login)).toBe('served');
    router.sim.assertQuiet();
  });

  test('make a service due again when the older one wrote last', async () => {
    const { serviceId } = await servedService();
    const newer = await stateOf(serviceId, router.id);
    await getDb()
      .update(serviceRouterStates)
      .set({ appliedVersion: (newer?.appliedVersion ?? 0n) + 5n })
      .where(eq(serviceRouterStates.serviceId, serviceId));
    const change = {
      serviceId,
      version: newer?.appliedVersion ?? 0n,
      rows: [],
      session: '',
      level: 4,
    };
    const rest = { passwordFingerprint: null, failure: null, detail: null, attempts: 0 };
    await inTransaction(job(), (ctx) =>
      writeConfirmed(ctx, router.id, [{ ...change, ...rest, nextAttemptAt: null }]),
    );
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1 });
  });
});
