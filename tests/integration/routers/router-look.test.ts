import { and, desc, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { auditLog } from '@/db/schema/audit';
import { events } from '@/db/schema/jobs';
import { changeRouter } from '@/lib/routers/change-router';
import { readRouterCounters } from '@/lib/routers/read-router-counters';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { getRouterDetail } from '@/lib/screens/admin/router';
import {
  aPlan,
  aPool,
  aRouter,
  aService,
  hold,
  job,
  PASSWORD,
  personalities,
  routerRow,
  staff,
  startRouter,
  wait,
} from './support';

const SERVICES = 42;

describe.each(personalities)('a router on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = async () => {
    for (;;) {
      const result = await syncRouter(job(), { routerId: router.id });
      if (result.kind !== 'synced' || !result.more) return result;
    }
  };
  const look = () => readRouterCounters(job(), router.id);
  const detail = () => getRouterDetail(staff(), router.id);
  const secrets = () => router.sim.rows('ppp/secret');

  async function confirmedServices(count = SERVICES) {
    const { poolId } = await aPool(router.id);
    const plan = await aPlan();
    const all = [];
    for (let index = 0; index < count; index += 1) {
      all.push(await aService(router.id, { plan, ipv4Mode: 'dynamic', ipv4PoolId: poolId }));
    }
    await sync();
    await look();
    expect(await detail()).toMatchObject({ dueCount: 0, unconfirmedAt: null });
    router.sim.clearTranscript();
    return all;
  }

  async function lastAudit() {
    const [row] = await getDb()
      .select()
      .from(auditLog)
      .where(
        and(eq(auditLog.action, 'router.unconfirm'), eq(auditLog.subjectId, String(router.id))),
      )
      .orderBy(desc(auditLog.id))
      .limit(1);
    return row?.after;
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

  test('that is swapped for an empty one gets every service with the next sync, with a message', async () => {
    const all = await confirmedServices();
    router.sim.swap('OTHER000001');
    await look();
    expect(await detail()).toMatchObject({
      dueCount: SERVICES,
      unconfirmedReason: 'device',
      unconfirmedCount: SERVICES,
    });
    expect(await lastAudit()).toMatchObject({ reason: 'device', services: SERVICES });
    await sync();
    expect(secrets()).toHaveLength(SERVICES);
    expect(await detail()).toMatchObject({ dueCount: 0 });
    router.sim.dial(all[0]?.login ?? '', PASSWORD, 'AA:BB:CC:00:07:01');
    expect(router.sim.served(all[0]?.login ?? '')).toBe('served');
  });

  test('that is swapped is detected by the push of a payment, before any look', async () => {
    const [payer, ...others] = await confirmedServices(4);
    await hold(payer?.serviceId ?? 0, 'no_credit');
    router.sim.swap('OTHER000002');
    await sync();
    expect(secrets()).toHaveLength(1 + others.length);
    expect(await routerRow(router.id)).toMatchObject({
      unconfirmedReason: 'device',
      deviceKey: 'licence OTHER000002',
    });
  });

  test('that moved to a new address and port is written there at once, including passwords', async () => {
    await confirmedServices(6);
    const other = await startRouter({ personality });
    other.sim.device.single('system/license').values.set('system-id', 'OTHER000003');
    const { sim } = other;
    sim.run('/system/identity/set', { name: 'other-name' });
    const before = await routerRow(router.id);
    // This test needs only the simulator of the second router.
    await changeRouter(staff(), {
      ...{ routerId: other.routerId, name: `${before.name} spare`, siteId: null },
      ...{ host: '127.0.0.1', port: other.routerId, useTls: false, certificate: null },
      ...{ username: sim.user, password: null, accessMethods: ['pppoe'] as const },
      ...{ pppLocalAddress: null, isOff: true },
    } as Parameters<typeof changeRouter>[1]);
    await changeRouter(staff(), {
      ...{ routerId: router.id, name: before.name, siteId: null },
      ...{ host: '127.0.0.1', port: sim.port, useTls: false, certificate: null },
      ...{ username: sim.user, password: sim.password },
      ...{ accessMethods: ['pppoe', 'hotspot', 'static'], pppLocalAddress: '10.255.0.1' },
      isOff: false,
    });
    expect(await detail()).toMatchObject({ dueCount: 6, unconfirmedReason: 'address' });
    const unknown = { identity: null, version: null, board: null, lookedAt: null };
    expect(await detail()).toMatchObject(unknown);
    await sync();
    expect(sim.rows('ppp/secret')).toHaveLength(6);
    expect(sim.rows('ppp/secret').every((row) => row['password'] === PASSWORD)).toBe(true);
    expect(await detail()).toMatchObject({
      ...{ dueCount: 0, unconfirmedReason: 'device', identity: 'other-name' },
      lookedAt: expect.any(Date),
    });
  });

  test('that only moved keeps its rows and sessions, and nothing is written to it', async () => {
    const [one] = await confirmedServices(3);
    router.sim.dial(one?.login ?? '', PASSWORD, 'AA:BB:CC:00:07:02');
    const before = await routerRow(router.id);
    await changeRouter(staff(), {
      ...{ routerId: router.id, name: before.name, siteId: null },
      ...{ host: 'localhost', port: before.port, useTls: false, certificate: null },
      ...{ username: before.username, password: null },
      ...{ accessMethods: ['pppoe', 'hotspot', 'static'], pppLocalAddress: '10.255.0.1' },
      isOff: false,
    });
    expect(await detail()).toMatchObject({ dueCount: 3, unconfirmedReason: 'address' });
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 3 });
    expect(writes()).toEqual([]);
    expect(router.sim.served(one?.login ?? '')).toBe('served');
  });

  test('that was reset keeps its identity and gets its rows again', async () => {
    await confirmedServices(12);
    router.sim.reset();
    await look();
    expect(await detail()).toMatchObject({ dueCount: 12, unconfirmedReason: 'emptied' });
    await sync();
    expect(secrets()).toHaveLength(12);
    expect(await detail()).toMatchObject({ dueCount: 0 });
  });

  test('that was restored from an old backup gets its missing and outdated rows', async () => {
    const { poolId } = await aPool(router.id);
    const early = await confirmedServices(8);
    const backup = router.sim.backup();
    const plan = await aPlan();
    for (let index = 0; index < 8; index += 1) {
      await aService(router.id, { plan, ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    }
    const [stopped] = early;
    await hold(stopped?.serviceId ?? 0, 'no_credit');
    await sync();
    router.sim.restore(backup);
    for (const { '.id': id = '' } of secrets()) {
      router.sim.run('/ppp/secret/set', { '.id': id, password: 'of-last-year' });
    }
    await look();
    expect(await detail()).toMatchObject({ dueCount: 16, unconfirmedReason: 'emptied' });
    await sync();
    expect(secrets()).toHaveLength(16);
    expect(secrets().every((row) => row['password'] === PASSWORD)).toBe(true);
    const secret = secrets().find((row) => row['name'] === stopped?.login);
    expect(secret?.['profile']).toMatch(/^isp-stopped/);
  });

  test('that was restored with all rows in place is compared, because it rebooted', async () => {
    const [one] = await confirmedServices(3);
    const backup = router.sim.backup();
    await hold(one?.serviceId ?? 0, 'staff_disabled');
    await sync();
    await look();
    const before = await comparesAsked();
    router.sim.restore(backup);
    router.sim.advance(1_000);
    wait(300_000);
    await look();
    expect(await comparesAsked()).toBe(before + 1);
    await reconcileRouter(job(), { routerId: router.id, isRepairing: true });
    expect(secrets().find((row) => row['name'] === one?.login)?.['disabled']).toBe('true');
  });

  test('that was only renamed is compared, and nothing is pushed', async () => {
    await confirmedServices(5);
    router.sim.run('/system/identity/set', { name: 'renamed' });
    const before = await comparesAsked();
    await look();
    expect(await detail()).toMatchObject({ dueCount: 0, unconfirmedAt: null, identity: 'renamed' });
    expect(await comparesAsked()).toBe(before + 1);
    expect(await syncRouter(job(), { routerId: router.id })).toEqual({ kind: 'clean' });
    await reconcileRouter(job(), { routerId: router.id, isRepairing: true });
    expect(writes()).toEqual([]);
  });

  test('that lost one row gets it back, and no other row is touched', async () => {
    const [one] = await confirmedServices(10);
    router.sim.run('/ppp/secret/remove', { '.id': one?.login ?? '' });
    await look();
    expect(await detail()).toMatchObject({ dueCount: 1, unconfirmedReason: 'missing' });
    router.sim.clearTranscript();
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1 });
    expect(secrets()).toHaveLength(10);
    expect(writes().map(({ words }) => words[0])).toEqual(['/ppp/secret/add']);
  });

  test('that is complete shows when it was last verified', async () => {
    await confirmedServices(2);
    const first = (await detail()).lookedAt;
    await look();
    const second = (await detail()).lookedAt;
    expect(second?.getTime()).toBeGreaterThan(first?.getTime() ?? Number.POSITIVE_INFINITY);
  });
});
