import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { usageDays, usageGaps } from '@/db/schema/usage';
import { pollRouter } from '@/lib/routers/poll-router';
import { syncRouter } from '@/lib/routers/sync-router';
import {
  anAddress,
  aPool,
  aRouter,
  aService,
  changeService,
  hold,
  job,
  PASSWORD,
  personalities,
  routerRow,
  wait,
} from './support';

describe.each(personalities)('usage on RouterOS %s', (personality) => {
  const router = aRouter({ personality });

  async function onlineService() {
    const { poolId } = await aPool(router.id);
    const service = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await syncRouter(job(), { routerId: router.id });
    await pollRouter(job(), { routerId: router.id });
    router.sim.dial(service.login, PASSWORD, 'AA:BB:CC:00:03:01');
    router.sim.setTraffic(service.login, { up: 1_000_000, down: 8_000_000 });
    return service;
  }

  async function pass(ms: number) {
    router.sim.advance(ms);
    wait(ms);
  }

  async function downBytesOf(serviceId: number): Promise<bigint> {
    const rows = await getDb().select().from(usageDays).where(eq(usageDays.serviceId, serviceId));
    return rows.reduce((sum, row) => sum + row.downBytes, 0n);
  }

  test('is booked by a poll, download as download', async () => {
    const { serviceId } = await onlineService();
    await pass(60_000);
    expect(await pollRouter(job(), { routerId: router.id })).toMatchObject({ kind: 'polled' });
    expect(await downBytesOf(serviceId)).toBe(60_000_000n);
  });

  test('since the last poll is booked before the session is cut', async () => {
    const { serviceId } = await onlineService();
    await pass(60_000);
    await hold(serviceId, 'staff_disabled');
    await syncRouter(job(), { routerId: router.id });
    expect(await downBytesOf(serviceId)).toBe(60_000_000n);
    expect(router.sim.rows('ppp/active')).toEqual([]);
  });

  test.each([
    ['login', { login: 'renamed' }],
    ['router', { routerId: null }],
  ] as const)(
    'is booked although the service changed its %s at that moment',
    async (_what, change) => {
      const { serviceId, login } = await onlineService();
      await pass(60_000);
      const next = 'login' in change ? { login: `${login}-${change.login}` } : change;
      await changeService(serviceId, next);
      await syncRouter(job(), { routerId: router.id });
      expect(await downBytesOf(serviceId)).toBe(60_000_000n);
      expect(router.sim.rows('ppp/active')).toEqual([]);
    },
  );

  test('of a row to be removed is booked before its counters are lost', async () => {
    const hotspot = await aService(router.id, { accessMethod: 'hotspot', ipv4Mode: 'dynamic' });
    const address = anAddress();
    const fixed = await aService(router.id, {
      ...{ accessMethod: 'static', login: null, ipv4Mode: 'permanent', ipv4Address: address },
    });
    await aPool(router.id);
    await syncRouter(job(), { routerId: router.id });
    await pollRouter(job(), { routerId: router.id });
    const mac = 'AA:BB:CC:00:03:02';
    router.sim.plugIn({ kind: 'hotspot', login: hotspot.login, password: PASSWORD, mac });
    router.sim.plugIn({ kind: 'static', login: address, password: '', mac });
    for (const line of [hotspot.login, address]) {
      router.sim.setTraffic(line, { up: 1_000_000, down: 8_000_000 });
    }
    await pass(60_000);
    for (const { serviceId } of [hotspot, fixed])
      await changeService(serviceId, { routerId: null });
    await syncRouter(job(), { routerId: router.id });
    expect(router.sim.rows('queue/simple')).toEqual([]);
    expect(router.sim.rows('ip/hotspot/user').map((row) => row['name'])).not.toContain(
      hotspot.login,
    );
    expect(await downBytesOf(hotspot.serviceId)).toBe(60_000_000n);
    expect(await downBytesOf(fixed.serviceId)).toBe(60_000_000n);
  });

  test('of a router that does not respond leaves a gap', async () => {
    await onlineService();
    await router.sim.setReachable(false);
    expect(await pollRouter(job(), { routerId: router.id })).toEqual({
      kind: 'unavailable',
      failure: 'unreachable',
    });
    const gaps = await getDb().select().from(usageGaps).where(eq(usageGaps.routerId, router.id));
    expect(gaps).toHaveLength(1);
    expect(await routerRow(router.id)).toMatchObject({ status: 'unreachable' });
  });
});
