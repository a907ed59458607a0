import { X509Certificate } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb, getSql } from '@/db/client';
import { events } from '@/db/schema/jobs';
import { serviceRouterStates } from '@/db/schema/routers';
import type { Ctx } from '@/lib/context';
import type { StaffRole } from '@/lib/kit/words';
import { acceptCertificate } from '@/lib/routers/accept-certificate';
import { changeRouter } from '@/lib/routers/change-router';
import { createRouter } from '@/lib/routers/create-router';
import { requestSync } from '@/lib/routers/request-sync';
import { syncRouter } from '@/lib/routers/sync-router';
import { testRouterConnection } from '@/lib/routers/test-router-connection';
import { listRouterPage } from '@/lib/screens/admin/routers';
import { requestPoll } from '@/lib/usage/request-poll';
import { startRouterSimulator } from '@/stand-ins/routeros/simulator';
import { routerCertificates } from '@/tests/support/routeros-certificates';
import { aRouter, aService, job, routerRow, stateOf } from './support';

function staff(role: StaffRole): Ctx {
  return { ...job(), actor: { kind: 'staff', userId: 1, role, sessionId: 's' } };
}

function subscriber(customerId: number): Ctx {
  return { ...job(), actor: { kind: 'subscriber', userId: 2, customerId, sessionId: 's' } };
}

function fingerprintOf(name: 'first' | 'second'): string {
  return new X509Certificate(routerCertificates[name].cert).fingerprint256;
}

async function eventsFor(routerId: number, name: string): Promise<number> {
  const rows = await getDb().select().from(events).where(eq(events.name, name));
  return rows.filter(({ data }) => data['routerId'] === routerId).length;
}

const input = {
  siteId: null,
  host: '127.0.0.1',
  useTls: true,
  certificate: null,
  username: 'netpurse',
  password: 'secret',
  accessMethods: ['pppoe' as const],
  pppLocalAddress: null,
};

describe('staff who ask for a sync', () => {
  const router = aRouter({});

  test('have pending retries run at once, and asking twice does no more', async () => {
    const service = await aService(router.id);
    await router.sim.setReachable(false);
    await syncRouter(job(), { routerId: router.id });
    expect((await routerRow(router.id)).retryAt).not.toBeNull();
    await router.sim.setReachable(true);
    const before = await eventsFor(router.id, 'router/dirty');
    await requestSync(staff('technician'), { routerId: router.id });
    await requestSync(staff('technician'), { routerId: router.id });
    expect((await routerRow(router.id)).retryAt).toBeNull();
    const waiting = await getDb()
      .select()
      .from(serviceRouterStates)
      .where(eq(serviceRouterStates.routerId, router.id));
    expect(waiting.filter(({ nextAttemptAt }) => nextAttemptAt !== null)).toEqual([]);
    expect(await eventsFor(router.id, 'router/dirty')).toBe(before + 2);
    expect(await syncRouter(job(), { routerId: router.id })).toMatchObject({ confirmed: 1 });
    expect(await syncRouter(job(), { routerId: router.id })).toEqual({ kind: 'clean' });
    expect((await stateOf(service.serviceId, router.id))?.failure).toBeNull();
  });

  test('have the counters read at once, even before the router has responded', async () => {
    await getSql()`update routers set status = 'new', last_seen_at = null where id = ${router.id}`;
    await requestPoll(staff('technician'), { routerId: router.id });
    expect(await eventsFor(router.id, 'router/poll.due')).toBe(1);
  });

  test('are refused while the router is out of service', async () => {
    const { host, port, username, name, accessMethods } = await routerRow(router.id);
    await changeRouter(staff('admin'), {
      ...{ host, port, username, name, siteId: null, useTls: false, pppLocalAddress: null },
      accessMethods: accessMethods as ['pppoe'],
      routerId: router.id,
      password: null,
      isOff: true,
    });
    await expect(requestSync(staff('admin'), { routerId: router.id })).rejects.toMatchObject({
      key: 'router_is_off',
    });
    await expect(requestPoll(staff('admin'), { routerId: router.id })).rejects.toMatchObject({
      key: 'router_is_off',
    });
  });

  test('need the right, which subscribers never have', async () => {
    const { id: routerId } = router;
    for (const ctx of [staff('support'), staff('finance'), staff('auditor'), subscriber(1)]) {
      for (const attempt of [
        requestSync(ctx, { routerId }),
        requestPoll(ctx, { routerId }),
        acceptCertificate(ctx, { routerId, fingerprint: 'AB' }),
      ]) {
        await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
      }
    }
    await expect(requestSync(staff('admin'), { routerId: 999_999 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('a router’s certificate', () => {
  test('is pinned only when it is the one staff read on the router', async () => {
    const sim = await startRouterSimulator({ tls: routerCertificates.first });
    try {
      const { routerId } = await createRouter(staff('admin'), {
        ...input,
        name: 'pinned',
        port: sim.port,
        username: sim.user,
        password: sim.password,
      });
      const accept = (fingerprint: string) =>
        acceptCertificate(staff('technician'), { routerId, fingerprint });
      const other = fingerprintOf('second');
      await expect(accept('no fingerprint')).rejects.toMatchObject({
        key: 'router_fingerprint_form',
        field: 'fingerprint',
      });
      await expect(accept(other)).rejects.toMatchObject({ key: 'router_fingerprint_differs' });
      expect((await routerRow(routerId)).tlsFingerprint).toBeNull();
      const own = fingerprintOf('first');
      await accept(own.replaceAll(':', '').toLowerCase());
      await accept(own);
      expect((await routerRow(routerId)).tlsFingerprint).toBe(own);
      expect(await testRouterConnection(staff('technician'), { routerId })).toMatchObject({
        kind: 'connected',
      });
      await changeRouter(staff('admin'), {
        ...input,
        name: 'pinned, renamed',
        port: sim.port,
        username: sim.user,
        password: null,
        certificate: undefined,
        routerId,
        isOff: false,
      });
      expect((await routerRow(routerId)).tlsFingerprint).toBe(own);
    } finally {
      await sim.close();
    }
  });
});

describe('the list of routers', () => {
  test('is paged by name in both directions, and can be filtered', async () => {
    const names = Array.from({ length: 53 }, (_, n) => `page ${String(n).padStart(2, '0')}`);
    const values = names.map((name, port) => ({ name, port: port + 1 }));
    await getSql()`
      insert into routers (name, host, port, use_tls, username, password_sealed, access_methods,
        status, created_at, updated_at)
      select v.name, 'page.test', v.port, false, 'u', 'x', '{pppoe}', 'online', now(), now()
      from jsonb_to_recordset(${JSON.stringify(values)}::text::jsonb) as v (name text, port int)`;
    const ask = (page: object) => listRouterPage(staff('support'), { search: 'page', ...page });
    const first = await ask({});
    expect(first.rows.map(({ name }) => name)).toEqual(names.slice(0, 50));
    expect(first.previous).toBeUndefined();
    const second = await ask({ after: first.next });
    expect(second.rows.map(({ name }) => name)).toEqual(names.slice(50));
    const back = await ask({ before: second.previous });
    expect(back.rows.map(({ name }) => name)).toEqual(names.slice(0, 50));
    expect((await ask({ statuses: ['refused'] })).rows).toEqual([]);
    expect((await ask({ isDue: true })).rows).toEqual([]);
    await expect(listRouterPage(staff('finance'), {})).rejects.toMatchObject({ code: 'forbidden' });
  });
});
