import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { auditLog } from '@/db/schema/audit';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import type { Ctx } from '@/lib/context';
import type { StaffRole } from '@/lib/kit/words';
import { adoptRows } from '@/lib/routers/onboarding/adopt-rows';
import { beginSetup } from '@/lib/routers/onboarding/begin-setup';
import { finishSetup } from '@/lib/routers/onboarding/finish-setup';
import { matchRouterRows } from '@/lib/routers/onboarding/match-router-rows';
import { rehearseSync } from '@/lib/routers/onboarding/rehearse-sync';
import { syncRouter } from '@/lib/routers/sync-router';
import { testRouterConnection } from '@/lib/routers/test-router-connection';
import { getRouterSetup } from '@/lib/screens/admin/router-setup';
import { startRouterSimulator } from '@/stand-ins/routeros/simulator';
import {
  aPlan,
  aPool,
  aRouter,
  aService,
  changeService,
  job,
  PASSWORD,
  personalities,
  routerRow,
} from './support';

function staff(role: StaffRole = 'technician'): Ctx {
  return { ...job(), actor: { kind: 'staff', userId: 1, role, sessionId: 's' } };
}

async function beginAt(sim: { port: number; user: string; password: string }, name: string) {
  return beginSetup(staff(), {
    ...{ name, siteId: null, host: '127.0.0.1', port: sim.port, useTls: false },
    ...{ certificate: null, username: sim.user, password: sim.password },
    ...{ accessMethods: ['pppoe' as const], pppLocalAddress: null },
  });
}

/** Rows of a router, without values that change on their own. */
function writtenOn(sim: { rows: (menu: string) => Record<string, string>[] }) {
  return ['ppp/secret', 'ppp/profile', 'ip/pool', 'queue/simple'].map((menu) => sim.rows(menu));
}

describe.each(personalities)('a router being set up, RouterOS %s', (personality) => {
  const known = aRouter({ personality, ownership: 'isp:' });

  test('is left alone by every job until staff put it into service', async () => {
    const sim = await startRouterSimulator({ personality });
    try {
      const { routerId } = await beginAt(sim, `new ${personality}`);
      const service = await aService(routerId);
      expect(await getRouterSetup(staff(), routerId)).toMatchObject({
        isUnderWay: true,
        next: 'login',
      });
      await expect(finishSetup(staff(), { routerId })).rejects.toMatchObject({
        key: 'router_setup_untested',
      });
      expect(await testRouterConnection(staff(), { routerId })).toMatchObject({
        kind: 'connected',
        checks: { writes: 'good', version: 'good' },
      });
      await expect(finishSetup(staff(), { routerId })).rejects.toMatchObject({
        key: 'router_setup_unrehearsed',
      });
      await matchRouterRows(staff(), { routerId });
      const rehearsed = await rehearseSync(staff(), { routerId });
      expect(rehearsed).toMatchObject({ kind: 'rehearsed', counts: { added: 1 }, sessionsCut: 0 });
      expect(await syncRouter(job(), { routerId })).toEqual({ kind: 'off' });
      expect(sim.rows('ppp/secret')).toEqual([]);
      await finishSetup(staff(), { routerId });
      await finishSetup(staff(), { routerId });
      await sweepServiceDates(job());
      expect(await syncRouter(job(), { routerId })).toMatchObject({ confirmed: 1 });
      expect(sim.rows('ppp/secret')).toMatchObject([{ name: service.login }]);
      expect(await getRouterSetup(staff(), routerId)).toMatchObject({ isUnderWay: false });
      const starts = (await getDb().select().from(auditLog)).filter(
        ({ action, subjectId }) => action === 'router.start' && subjectId === String(routerId),
      );
      expect(starts).toHaveLength(1);
    } finally {
      await sim.close();
    }
  });

  test('shows which of its rows belong to which service, and changes nothing on it', async () => {
    const { sim, id: routerId } = known;
    const anna = await aService(routerId);
    const ben = await aService(routerId);
    const cleo = await aService(routerId);
    const dora = await aService(routerId);
    sim.run('/ppp/secret/add', { name: anna.login, password: 'other', comment: 'Anna, 2nd floor' });
    sim.run('/ppp/secret/add', { name: ben.login.toUpperCase(), password: 'other' });
    sim.run('/ppp/secret/add', { name: cleo.login, password: 'other', comment: 'isp:999999' });
    sim.run('/ppp/secret/add', { name: 'stranger', password: 'other' });
    const before = writtenOn(sim);
    const report = await matchRouterRows(staff(), { routerId });
    if (report.kind !== 'read') throw new Error(report.failure);
    expect(report.counts).toEqual({
      ...{ match: 1, spelled: 1, conflict: 1, unknown: 1, missing: 1, ours: 0 },
    });
    const kindOf = (serviceId: number) =>
      report.rows.find((row) => row.serviceId === serviceId)?.kind;
    expect([anna, ben, cleo, dora].map(({ serviceId }) => kindOf(serviceId))).toEqual([
      ...['match', 'spelled', 'conflict', 'missing'],
    ]);
    const match = report.rows.find((row) => row.kind === 'match');
    expect(match).toMatchObject({ change: { before: { comment: 'Anna, 2nd floor' } } });
    expect(match?.service?.login).toBe(anna.login);
    expect(writtenOn(sim)).toEqual(before);
    expect(inspect(report, { depth: 9 })).not.toMatch(/other|sub-secret/);
    sim.assertQuiet();
  });

  test('adopts only the rows that staff chose, keeping their comments', async () => {
    const { sim, id: routerId } = known;
    const chosen = await aService(routerId);
    const left = await aService(routerId);
    sim.run('/ppp/secret/add', { name: chosen.login, password: 'x', comment: 'by the lake' });
    sim.run('/ppp/secret/add', { name: left.login, password: 'x', comment: 'elsewhere' });
    const choice = { routerId, serviceIds: [chosen.serviceId] };
    expect(await adoptRows(staff(), choice)).toEqual({ approved: 1 });
    expect(await adoptRows(staff(), choice)).toEqual({ approved: 0 });
    const rehearsed = await rehearseSync(staff(), { routerId });
    expect(rehearsed).toMatchObject({ counts: { adopted: 1, conflict: 1 } });
    expect(inspect(rehearsed, { depth: 9 })).not.toContain(PASSWORD);
    expect(sim.rows('ppp/secret').map(({ comment }) => comment)).toEqual([
      'by the lake',
      'elsewhere',
    ]);
    await syncRouter(job(), { routerId });
    expect(sim.rows('ppp/secret').map(({ comment }) => comment)).toEqual([
      `isp:${chosen.serviceId} by the lake`,
      'elsewhere',
    ]);
    // Confirmed: there is nothing left to adopt.
    expect(await adoptRows(staff(), choice)).toEqual({ approved: 0 });
  });

  test('shows whom the first sync would disconnect, and what a push still needs', async () => {
    const { sim, id: routerId } = known;
    const { poolId } = await aPool(routerId);
    const online = await aService(routerId, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    const { serviceId: bare } = await aService(routerId);
    await changeService(bare, { passwordSealed: null });
    sim.run('/ip/pool/add', { name: 'old', ranges: '10.199.0.10-10.199.0.20' });
    sim.run('/ppp/profile/add', {
      ...{ name: 'old-plan', 'local-address': '10.199.0.1', 'remote-address': 'old' },
    });
    sim.run('/ppp/secret/add', { name: online.login, password: PASSWORD, profile: 'old-plan' });
    sim.dial(online.login, PASSWORD, 'AA:BB:CC:00:09:01');
    await adoptRows(staff(), { routerId, serviceIds: [online.serviceId] });
    sim.run('/ppp/profile/add', { name: 'without-address' });
    const unserved = await aService(routerId, {
      plan: await aPlan({ routerProfile: 'without-address' }),
    });
    expect(await rehearseSync(staff(), { routerId })).toMatchObject({
      incomplete: 1,
      unserved: 1,
      sessionsCut: 1,
      // The pool and the profile.
      counts: { added: 1, adopted: 1, shared: 2 },
      lines: expect.arrayContaining([
        expect.objectContaining({ kind: 'added', serviceId: unserved.serviceId }),
      ]),
    });
  });
});

describe('a setup', () => {
  const router = aRouter({});

  test('whose router does not respond says why, and keeps its step', async () => {
    const { id: routerId } = router;
    await router.sim.setReachable(false);
    for (const ask of [matchRouterRows, rehearseSync]) {
      expect(await ask(staff(), { routerId })).toMatchObject({
        kind: 'unavailable',
        failure: 'unreachable',
      });
    }
    expect(await getRouterSetup(staff(), routerId)).toMatchObject({
      matchedAt: null,
      rehearsedAt: null,
    });
  });

  test('is closed to read-only roles and subscribers', async () => {
    const { id: routerId } = router;
    const subscriber: Ctx = {
      ...job(),
      actor: { kind: 'subscriber', userId: 2, customerId: 1, sessionId: 's' },
    };
    for (const ctx of [staff('support'), staff('auditor'), subscriber]) {
      for (const attempt of [
        matchRouterRows(ctx, { routerId }),
        rehearseSync(ctx, { routerId }),
        adoptRows(ctx, { routerId, serviceIds: [1] }),
        finishSetup(ctx, { routerId }),
      ]) {
        await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
      }
    }
  });

  test('approved by two people at once is approved once', async () => {
    const { id: routerId, sim } = router;
    const service = await aService(routerId);
    sim.run('/ppp/secret/add', { name: service.login, password: 'x' });
    const choice = { routerId, serviceIds: [service.serviceId] };
    const both = await Promise.all([adoptRows(staff(), choice), adoptRows(staff(), choice)]);
    expect(both.map(({ approved }) => approved).sort()).toEqual([0, 1]);
  });

  test('with a login that may not write says so, and leaves nothing behind', async () => {
    const { id: routerId, sim } = router;
    sim.device.isReadOnly = true;
    expect(await testRouterConnection(staff(), { routerId })).toMatchObject({
      kind: 'connected',
      checks: { writes: 'bad', rights: 'bad' },
    });
    sim.device.isReadOnly = false;
    await testRouterConnection(staff(), { routerId });
    expect(sim.rows('ppp/secret')).toEqual([]);
    expect((await routerRow(routerId)).status).toBe('online');
  });
});
