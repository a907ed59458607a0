import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getDb, getSql } from '@/db/client';
import { customers } from '@/db/schema/customers';
import { events } from '@/db/schema/jobs';
import { services } from '@/db/schema/services';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { saveServicePassword } from '@/lib/customers/save-service-password';
import { listKeyUsage } from '@/lib/keys/list-key-usage';
import { rotateKeys } from '@/lib/keys/rotate-keys';
import { sealedColumns } from '@/lib/keys/sealed-columns';
import { unseal } from '@/lib/kit/crypto';
import { env, resetEnv } from '@/lib/kit/env';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { testRouterConnection } from '@/lib/routers/test-router-connection';
import {
  aRouter,
  aService,
  changeService,
  job,
  PASSWORD,
  routerRow,
  stateOf,
} from '../routers/support';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const old = `t1:${key(7)}`;
const ringOf = (...keys: string[]) => keys.join(',');

function useKeys(keys: string): void {
  process.env['ENCRYPTION_KEYS'] = keys;
  resetEnv();
}

function staff(role: 'admin' | 'technician'): Ctx {
  return { ...job(), actor: { kind: 'staff', userId: 1, role, sessionId: 's' } };
}

async function usageOf(keyId: string) {
  return (await listKeyUsage(job())).find((usage) => usage.keyId === keyId);
}

describe('the rotation of encryption keys', () => {
  const router = aRouter({});
  beforeEach(() => useKeys(old));
  afterEach(() => useKeys(old));

  async function aWorld() {
    const service = await aService(router.id);
    const shared = await aService(router.id);
    await changeService(shared.serviceId, { passwordSealed: null });
    await inTransaction(job(), (tctx) =>
      saveServicePassword(tctx, { customerId: shared.customerId, password: PASSWORD }),
    );
    router.sim.device.secretPolicy = 'masked';
    await syncRouter(job(), { routerId: router.id });
    return { service, shared };
  }

  test('knows every column that holds a sealed value', async () => {
    const rows = await getSql()<{ place: string }[]>`
      select table_name || '.' || column_name as place from information_schema.columns
      where table_schema = 'public' and column_name like '%sealed%'`;
    expect(rows.map(({ place }) => place).sort()).toEqual(
      sealedColumns.map(({ table, column }) => `${table}.${column}`).sort(),
    );
  });

  test('leaves every secret readable without the old key, and changes nothing on routers', async () => {
    const { service, shared } = await aWorld();
    const versions = await desiredVersions([service.serviceId, shared.serviceId]);
    const dirty = await dirtyEvents();
    useKeys(ringOf(`t2:${key(8)}`, old));
    const done = await rotateKeys(job());
    expect(done.unreadable).toEqual([]);
    expect(await usageOf('t1')).toEqual({ keyId: 't1', secrets: 0, state: 'older' });
    useKeys(`t2:${key(8)}`);
    expect(await desiredVersions([service.serviceId, shared.serviceId])).toEqual(versions);
    expect(await dirtyEvents()).toBe(dirty);
    expect(await testRouterConnection(staff('technician'), { routerId: router.id })).toMatchObject({
      kind: 'connected',
    });
    expect(await syncRouter(job(), { routerId: router.id })).toEqual({ kind: 'clean' });
    // The fingerprints of pushed rows were re-keyed as well, so nothing looks changed.
    expect(await reconcileRouter(job(), { routerId: router.id, isRepairing: false })).toMatchObject(
      { found: [] },
    );
  });

  test('resumes where it stopped, and does nothing when complete', async () => {
    await aWorld();
    useKeys(ringOf(`t2:${key(8)}`, old));
    await rotateKeys(job());
    // A process not restarted yet still writes under the old key.
    useKeys(old);
    const stale = await aService(router.id);
    useKeys(ringOf(`t2:${key(8)}`, old));
    expect(await rotateKeys(job())).toMatchObject({ resealed: 1, unreadable: [] });
    expect(await rotateKeys(job())).toMatchObject({ resealed: 0, fingerprints: 0 });
    expect(openedPassword(await serviceRow(stale.serviceId))).toBe(PASSWORD);
  });

  test('keeps a password changed while it runs, and can run twice at once', async () => {
    const { service, shared } = await aWorld();
    useKeys(ringOf(`t2:${key(8)}`, old));
    await Promise.all([
      rotateKeys(job()),
      rotateKeys(job()),
      inTransaction(job(), (tctx) =>
        saveServicePassword(tctx, { customerId: shared.customerId, password: 'chosen meanwhile' }),
      ),
    ]);
    const [customer] = await getDb()
      .select()
      .from(customers)
      .where(eq(customers.id, shared.customerId));
    const ring = env().ENCRYPTION_KEYS;
    const sealed = customer?.servicePasswordSealed ?? '';
    expect(unseal(ring, sealed, `customer:${shared.customerId}|service_password`)).toBe(
      'chosen meanwhile',
    );
    expect(openedPassword(await serviceRow(service.serviceId))).toBe(PASSWORD);
    expect(await usageOf('t1')).toMatchObject({ secrets: 0 });
  });

  test('counts secrets under a removed key, and continues past those no key opens', async () => {
    const { service } = await aWorld();
    useKeys(`t3:${key(9)}`);
    expect(await usageOf('t1')).toMatchObject({ state: 'missing' });
    const before = await serviceRow(service.serviceId);
    const done = await rotateKeys(job());
    expect(done.unreadable).toContain(`services ${service.serviceId}`);
    expect((await serviceRow(service.serviceId)).passwordSealed).toBe(before.passwordSealed);
    expect(JSON.stringify(done)).not.toContain(PASSWORD);
  });

  test('still pushes a password that really changed', async () => {
    const { shared } = await aWorld();
    const [before] = await desiredVersions([shared.serviceId]);
    await inTransaction(job(), (tctx) =>
      saveServicePassword(tctx, { customerId: shared.customerId, password: 'new one' }),
    );
    const [after] = await desiredVersions([shared.serviceId]);
    expect(after).toBe((before ?? 0n) + 1n);
    expect((await stateOf(shared.serviceId, router.id))?.appliedVersion).toBe(before);
    expect((await routerRow(router.id)).status).toBe('online');
  });

  test('is closed to roles that may not change settings', async () => {
    await expect(rotateKeys(staff('technician'))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listKeyUsage(staff('technician'))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(listKeyUsage(staff('admin'))).resolves.toBeInstanceOf(Array);
  });
});

async function desiredVersions(ids: readonly number[]): Promise<bigint[]> {
  return Promise.all(ids.map(async (id) => (await serviceRow(id)).desiredVersion));
}

async function serviceRow(serviceId: number) {
  const [row] = await getDb().select().from(services).where(eq(services.id, serviceId));
  if (row === undefined) throw new Error('no such service');
  return row;
}

function openedPassword({ id, passwordSealed }: { id: number; passwordSealed: string | null }) {
  return unseal(env().ENCRYPTION_KEYS, passwordSealed ?? '', `service:${id}|password`);
}

async function dirtyEvents(): Promise<number> {
  return (await getDb().select().from(events).where(eq(events.name, 'router/dirty'))).length;
}
