import { inspect } from 'node:util';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { auditLog } from '@/db/schema/audit';
import type { Ctx } from '@/lib/context';
import type { StaffRole } from '@/lib/kit/words';
import { approveAdoption } from '@/lib/routers/approve-adoption';
import { changeRouter } from '@/lib/routers/change-router';
import { createRouter } from '@/lib/routers/create-router';
import { inspectRouterCertificate } from '@/lib/routers/inspect-router-certificate';
import { syncRouter } from '@/lib/routers/sync-router';
import { testRouterConnection } from '@/lib/routers/test-router-connection';
import { listPushes } from '@/lib/screens/admin/pushes';
import { getRouterDetail } from '@/lib/screens/admin/router';
import { listRouters } from '@/lib/screens/admin/routers';
import { getServiceOnRouter, listRouterSteps } from '@/lib/screens/portal/router-progress';
import { startRouterSimulator } from '@/stand-ins/routeros/simulator';
import { routerCertificates } from '@/tests/support/routeros-certificates';
import { aRouter, aService, hold, job, routerRow } from './support';

function staff(role: StaffRole): Ctx {
  return { ...job(), actor: { kind: 'staff', userId: 1, role, sessionId: 's' } };
}

function subscriber(customerId: number): Ctx {
  return { ...job(), actor: { kind: 'subscriber', userId: 2, customerId, sessionId: 's' } };
}

const input = {
  name: 'north',
  siteId: null,
  host: '127.0.0.1',
  port: 8728,
  useTls: false,
  certificate: null,
  username: 'netpurse',
  accessMethods: ['pppoe' as const],
  pppLocalAddress: null,
};

describe('a router', () => {
  const router = aRouter({});

  test('is stored with its password sealed, which never reaches the audit log', async () => {
    const { routerId } = await createRouter(staff('technician'), { ...input, password: 'pa55' });
    expect(inspect(await routerRow(routerId))).not.toContain('pa55');
    const audit = await getDb()
      .select()
      .from(auditLog)
      .where(eq(auditLog.subjectId, `${routerId}`));
    expect(audit).toHaveLength(1);
    expect(inspect(audit)).not.toContain('pa55');
  });

  test('with a taken name is refused at the field', async () => {
    const { name } = await routerRow(router.id);
    const second = createRouter(staff('admin'), { ...input, name, port: 9000, password: 'x' });
    await expect(second).rejects.toMatchObject({ field: 'name', key: 'router_name_taken' });
  });

  test.each(['support', 'finance', 'auditor'] as const)('cannot be changed by %s', async (role) => {
    const ctx = staff(role);
    const { id: routerId } = router;
    for (const attempt of [
      createRouter(ctx, { ...input, name: 'x', password: 'x' }),
      changeRouter(ctx, { ...input, routerId, password: null, isOff: false }),
      testRouterConnection(ctx, { routerId }),
      inspectRouterCertificate(ctx, { host: '127.0.0.1', port: 1 }),
      syncRouter(ctx, { routerId }),
      approveAdoption(ctx, { routerId, serviceId: 1 }),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('a router that is tested', () => {
  const router = aRouter({});

  test('reports its identity when the connection is tested', async () => {
    const tested = await testRouterConnection(staff('admin'), { routerId: router.id });
    expect(tested).toMatchObject({ kind: 'connected', identity: router.sim.identity });
    expect(await routerRow(router.id)).toMatchObject({ status: 'online', failure: null });
    expect((await routerRow(router.id)).version).toContain('7.23');
  });

  test('with a wrong password is refused with a reason, and works again with the right one', async () => {
    const row = await routerRow(router.id);
    const change = { ...input, name: row.name, port: row.port, routerId: router.id, isOff: false };
    await changeRouter(staff('admin'), { ...change, password: 'wrong' });
    const refused = await testRouterConnection(staff('admin'), { routerId: router.id });
    expect(refused).toMatchObject({ kind: 'failed', failure: 'login_refused' });
    await changeRouter(staff('admin'), { ...change, password: router.sim.password });
    const tested = await testRouterConnection(staff('admin'), { routerId: router.id });
    expect(tested).toMatchObject({ kind: 'connected' });
  });

  test('that is out of service is left alone', async () => {
    const row = await routerRow(router.id);
    const change = { ...input, name: row.name, port: row.port, routerId: router.id };
    await aService(router.id);
    await changeRouter(staff('admin'), { ...change, password: null, isOff: true });
    expect(await syncRouter(job(), { routerId: router.id })).toEqual({ kind: 'off' });
    expect(router.sim.rows('ppp/secret')).toEqual([]);
  });

  test('in a forbidden range is never connected to', async () => {
    const host = '169.254.169.254';
    const seen = await inspectRouterCertificate(staff('admin'), { host, port: 443 });
    expect(seen).toEqual({ kind: 'failed', failure: 'address_refused' });
    const metadata = { ...input, name: 'metadata', host, password: 'x' };
    const { routerId } = await createRouter(staff('admin'), metadata);
    const tested = await testRouterConnection(staff('admin'), { routerId });
    expect(tested).toMatchObject({ kind: 'failed', failure: 'address_refused' });
  });
});

describe('an encrypted router', () => {
  test('is used with the accepted certificate and refused with another one', async () => {
    const sim = await startRouterSimulator({ tls: routerCertificates.first });
    const endpoint = { host: '127.0.0.1', port: sim.port };
    const seen = await inspectRouterCertificate(staff('admin'), endpoint);
    if (seen.kind !== 'seen') throw new Error(seen.failure);
    const { fingerprint256, certificatePem } = seen.certificate;
    const certificate = { fingerprint256, certificatePem };
    const { routerId } = await createRouter(staff('admin'), {
      ...input,
      ...endpoint,
      name: 'encrypted',
      useTls: true,
      certificate,
      username: sim.user,
      password: sim.password,
    });
    const test = () => testRouterConnection(staff('admin'), { routerId });
    expect(await test()).toMatchObject({ kind: 'connected', checks: { encrypted: 'good' } });
    sim.setCertificate(routerCertificates.second);
    expect(await test()).toMatchObject({ kind: 'failed', failure: 'certificate_changed' });
    await sim.close();
  });
});

describe('the views', () => {
  const router = aRouter({});

  test('count what is open and what failed, and name the reason', async () => {
    const good = await aService(router.id);
    await syncRouter(job(), { routerId: router.id });
    const bad = await aService(router.id);
    router.sim.run('/ppp/secret/add', { name: bad.login });
    await syncRouter(job(), { routerId: router.id });
    const list = await listRouters(staff('support'));
    const item = list.find((row) => row.routerId === router.id);
    expect(item).toMatchObject({ serviceCount: 2, dueCount: 1, failedCount: 1, status: 'online' });
    const detail = await getRouterDetail(staff('support'), router.id);
    expect(detail.open).toMatchObject([{ serviceId: bad.serviceId, failure: 'conflict' }]);
    expect(inspect(detail)).not.toContain('passwordSealed');
    const { rows } = await listPushes(staff('support'), { routerId: router.id });
    expect(rows).toMatchObject([
      { serviceId: bad.serviceId, outcome: 'failed' },
      { serviceId: good.serviceId, outcome: 'confirmed' },
    ]);
    await expect(listRouters(staff('finance'))).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('show a subscriber their own service and no other', async () => {
    const { serviceId, customerId } = await aService(router.id);
    const own = subscriber(customerId);
    const other = subscriber(customerId + 1);
    expect(await getServiceOnRouter(own, serviceId)).toMatchObject({ kind: 'activating' });
    await syncRouter(job(), { routerId: router.id });
    expect(await getServiceOnRouter(own, serviceId)).toMatchObject({ kind: 'confirmed' });
    await hold(serviceId, 'paused');
    expect(await getServiceOnRouter(own, serviceId)).toMatchObject({ kind: 'activating' });
    const since = new Date(0);
    expect(await listRouterSteps(own, { serviceId, since })).toMatchObject([
      { outcome: 'confirmed' },
    ]);
    await expect(getServiceOnRouter(other, serviceId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(listRouterSteps(other, { serviceId, since })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
