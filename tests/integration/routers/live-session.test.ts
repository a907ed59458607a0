import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb, getSql } from '@/db/client';
import { auditLog } from '@/db/schema/audit';
import { usageDays } from '@/db/schema/usage';
import type { Ctx } from '@/lib/context';
import type { StaffRole } from '@/lib/kit/words';
import { kickSession } from '@/lib/routers/kick-session';
import { findServiceSession } from '@/lib/routers/live/find-service-session';
import { getRouterLoad } from '@/lib/routers/live/get-router-load';
import { pollRouter } from '@/lib/routers/poll-router';
import { repushService } from '@/lib/routers/repush-service';
import { requestKick } from '@/lib/routers/request-kick';
import { syncRouter } from '@/lib/routers/sync-router';
import { inTurn } from '@/lib/routers/with-router';
import { findServiceOnRouter } from '@/lib/screens/admin/service-on-router';
import { givenReached } from '@/tests/support/fixtures';
import {
  aPool,
  aRouter,
  aService,
  eventsOf,
  job,
  PASSWORD,
  personalities,
  routerRow,
  startRouter,
  wait,
} from './support';

const MAC = 'AA:BB:CC:00:07:01';

function staff(role: StaffRole = 'support'): Ctx {
  return { ...job(), actor: { kind: 'staff', userId: 1, role, sessionId: 's' } };
}

function subscriber(customerId: number): Ctx {
  return { ...job(), actor: { kind: 'subscriber', userId: 2, customerId, sessionId: 's' } };
}

async function auditsOf(action: string, serviceId: number) {
  const rows = await getDb().select().from(auditLog).where(eq(auditLog.action, action));
  return rows.filter(({ subjectId }) => subjectId === String(serviceId));
}

describe.each(personalities)('a service seen live on RouterOS %s', (personality) => {
  const router = aRouter({ personality });

  async function onlineService() {
    const { poolId } = await aPool(router.id);
    const service = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await syncRouter(job(), { routerId: router.id });
    await pollRouter(job(), { routerId: router.id });
    router.sim.dial(service.login, PASSWORD, MAC);
    router.sim.setTraffic(service.login, { up: 1_000_000, down: 8_000_000 });
    return service;
  }

  async function pass(ms: number): Promise<void> {
    router.sim.advance(ms);
    wait(ms);
  }

  test('shows its start, address, equipment and current rate', async () => {
    const { serviceId } = await onlineService();
    await pass(60_000);
    const reading = findServiceSession(staff(), serviceId);
    // The second between the two counts, on the router's own clock.
    await pause(400);
    router.sim.advance(1_000);
    const seen = await reading;
    if (seen?.kind !== 'session') throw new Error(inspect(seen));
    expect(seen.sessions).toMatchObject([{ mac: MAC, uptimeSeconds: 60 }]);
    expect(seen.sessions[0]?.address).toMatch(/^10\./);
    expect(seen.sessions[0]?.since).toBeInstanceOf(Date);
    // 8 and 1 Mbit/s over a second that took slightly longer to read.
    expect(Number(seen.rate?.down) / Number(seen.rate?.up)).toBeCloseTo(8, 0);
    expect(seen.rate?.up).toBeGreaterThan(0n);
  });

  test('shows what its router should hold against what it confirmed, and never the password', async () => {
    const service = await aService(router.id);
    const before = await findServiceOnRouter(staff(), service.serviceId);
    expect(before).toMatchObject({
      applied: { version: 0n, at: null },
      desired: { missing: null, rows: [{ menu: '/ppp/profile' }, { key: service.login }] },
      hasSession: true,
    });
    expect(inspect(before, { depth: 9 })).not.toContain(PASSWORD);
    await syncRouter(job(), { routerId: router.id });
    const after = await findServiceOnRouter(staff(), service.serviceId);
    expect(after?.applied.version).toBe(after?.desired.version);
    expect(after?.applied.rows).toContainEqual({ menu: '/ppp/secret', key: service.login });
  });

  test('is disconnected once when staff ask, after its usage is booked', async () => {
    const service = await onlineService();
    await pass(60_000);
    const now = job().now;
    const kick = { routerId: router.id, serviceId: service.serviceId, askedAt: now };
    expect(await kickSession({ ...job(), now }, kick)).toEqual({ kind: 'kicked', sessions: 1 });
    const [used] = await getDb()
      .select()
      .from(usageDays)
      .where(eq(usageDays.serviceId, service.serviceId));
    expect(used?.downBytes).toBe(60_000_000n);
    // Its equipment has signed in again; the same request, redelivered, does not apply to this session.
    await pass(2_000);
    const [active] = router.sim.rows('ppp/active');
    expect(active).toBeDefined();
    const later = { ...job(), now: new Date(now.getTime() + 5_000) };
    expect(await kickSession(later, kick)).toEqual({ kind: 'newer' });
    expect(router.sim.rows('ppp/active')[0]?.['.id']).toBe(active?.['.id']);
    const tooLate = { ...job(), now: new Date(now.getTime() + 3_600_000) };
    expect(await kickSession(tooLate, kick)).toEqual({ kind: 'expired' });
  });

  test('keeps a session that started while the request to disconnect waited for the router', async () => {
    const service = await onlineService();
    await pass(60_000);
    const now = job().now;
    const kick = { routerId: router.id, serviceId: service.serviceId, askedAt: now };
    const others = inTurn(router.id, () => pause(2_500));
    const kicked = kickSession({ ...job(), now }, kick);
    await pause(100);
    router.sim.run('/ppp/active/remove', {
      '.id': router.sim.rows('ppp/active')[0]?.['.id'] ?? '',
    });
    await pass(1_000);
    const session = router.sim.rows('ppp/active')[0]?.['session-id'];
    expect(session).toBeDefined();
    await others;
    expect(await kicked).toEqual({ kind: 'newer' });
    expect(router.sim.rows('ppp/active')[0]?.['session-id']).toBe(session);
  });

  test('is rewritten with its password when staff ask, without being disconnected', async () => {
    const service = await onlineService();
    router.sim.run('/ppp/secret/set', { '.id': service.login, password: 'by hand' });
    router.sim.device.secretPolicy = 'masked';
    const session = router.sim.rows('ppp/active')[0]?.['.id'];
    await syncRouter(job(), { routerId: router.id });
    expect(router.sim.rows('ppp/secret')[0]?.['password']).toBe('by hand');
    await repushService(staff(), { serviceId: service.serviceId });
    await repushService(staff(), { serviceId: service.serviceId });
    expect(await syncRouter(job(), { routerId: router.id })).toMatchObject({ confirmed: 1 });
    expect(router.sim.rows('ppp/secret')[0]?.['password']).toBe(PASSWORD);
    expect(router.sim.rows('ppp/active')[0]?.['.id']).toBe(session);
    expect(await syncRouter(job(), { routerId: router.id })).toEqual({ kind: 'clean' });
    expect(await auditsOf('router.repush', service.serviceId)).toHaveLength(2);
  });
});

describe('a router seen live', () => {
  const router = aRouter({});

  test('shows its load and its sessions', async () => {
    const { poolId } = await aPool(router.id);
    const { login } = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await syncRouter(job(), { routerId: router.id });
    router.sim.dial(login, PASSWORD, MAC);
    router.sim.advance(90_000);
    expect(await getRouterLoad(staff(), router.id)).toMatchObject({
      kind: 'load',
      uptimeSeconds: 90,
      memoryTotalBytes: 1_073_741_824n,
      pppSessions: 1,
      hotspotSessions: 0,
    });
  });

  test('is queried once for all concurrent viewers', async () => {
    await aService(router.id);
    await syncRouter(job(), { routerId: router.id });
    router.sim.clearTranscript();
    const ctx = staff();
    await Promise.all([1, 2, 3].map(() => getRouterLoad(ctx, router.id)));
    await getRouterLoad(ctx, router.id);
    expect(inspect(router.sim.transcript(), { depth: 9 }).match(/system\/resource/g)?.length).toBe(
      1,
    );
  });

  test('shows why it did not respond, and is not called while it waits for its retry', async () => {
    const { serviceId } = await aService(router.id);
    await getSql()`update routers set status = 'new' where id = ${router.id}`;
    expect(await getRouterLoad(staff(), router.id)).toEqual({ kind: 'no_answer', reason: 'new' });
    await givenReached(router.id);
    await syncRouter(job(), { routerId: router.id });
    await router.sim.setReachable(false);
    wait(60_000);
    expect(await getRouterLoad(staff(), router.id)).toEqual({
      kind: 'no_answer',
      reason: 'unreachable',
    });
    await aService(router.id);
    await syncRouter(job(), { routerId: router.id });
    expect((await routerRow(router.id)).retryAt).not.toBeNull();
    await router.sim.setReachable(true);
    router.sim.clearTranscript();
    const { retryAt } = await routerRow(router.id);
    const waiting = { ...staff(), now: new Date((retryAt?.getTime() ?? 0) - 1) };
    expect(await findServiceSession(waiting, serviceId)).toEqual({
      kind: 'no_answer',
      reason: 'unreachable',
    });
    expect(router.sim.transcript()).toEqual([]);
  });

  test('delays no page when it stalls, and is not queried again until it has responded', async () => {
    await aService(router.id);
    await syncRouter(job(), { routerId: router.id });
    router.sim.clearTranscript();
    router.sim.faults.add({ kind: 'silent', on: '/login' });
    const busy = { kind: 'no_answer', reason: 'busy' };
    expect(await getRouterLoad(staff(), router.id)).toEqual(busy);
    wait(60_000);
    const again = getRouterLoad(staff(), router.id);
    expect(inspect(router.sim.transcript(), { depth: 9 }).match(/\/login/g)?.length).toBe(1);
    expect(await again).not.toMatchObject({ kind: 'load' });
  });
});

describe('the request to end a session', () => {
  const router = aRouter({});

  test('is recorded with its author and time for the job that carries it out', async () => {
    const service = await aService(router.id);
    const ctx = staff();
    await requestKick(ctx, { serviceId: service.serviceId });
    const [event] = await eventsOf(service.serviceId, 'router/kick.asked');
    expect(event?.data).toEqual({
      ...{ routerId: router.id, serviceId: service.serviceId, customerId: service.customerId },
      askedAt: ctx.now.toISOString(),
    });
    expect(await auditsOf('router.kick', service.serviceId)).toMatchObject([{ actor: 'staff:1' }]);
  });

  test('is only for staff with the right, not for the service’s subscriber', async () => {
    const { serviceId, customerId } = await aService(router.id);
    for (const ctx of [staff('finance'), staff('auditor'), subscriber(customerId)]) {
      for (const attempt of [requestKick(ctx, { serviceId }), repushService(ctx, { serviceId })]) {
        await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
      }
    }
    expect(await eventsOf(serviceId, 'router/kick.asked')).toEqual([]);
  });

  test('is refused where there is nothing to end', async () => {
    const fixed = await aService(router.id, {
      ...{ accessMethod: 'static', ipv4Mode: 'permanent', ipv4Address: '172.31.9.9', login: null },
    });
    await expect(requestKick(staff(), { serviceId: fixed.serviceId })).rejects.toMatchObject({
      key: 'router_no_sessions',
    });
    await expect(requestKick(staff(), { serviceId: 999_999 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('ends nothing when no session exists, or the service has changed', async () => {
    const { serviceId } = await aService(router.id);
    const askedAt = job().now;
    const ask = (routerId: number) => kickSession(job(), { routerId, serviceId, askedAt });
    expect(await ask(router.id)).toEqual({ kind: 'nobody' });
    const elsewhere = await startRouter();
    expect(await ask(elsewhere.routerId)).toEqual({ kind: 'moved' });
    await router.sim.setReachable(false);
    expect(await ask(router.id)).toMatchObject({ kind: 'unreachable', failure: 'unreachable' });
  });
});
