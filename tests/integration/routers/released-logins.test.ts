import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { serviceHolds } from '@/db/schema/services';
import { seal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import type { HoldReason } from '@/lib/kit/words';
import { syncRouter } from '@/lib/routers/sync-router';
import {
  aPool,
  aRouter,
  aService,
  changeService,
  hold,
  job,
  lift,
  PASSWORD,
  stateOf,
  wait,
} from './support';

const MAC = 'AA:BB:CC:00:06:01';
const router = aRouter({ personality: '7.23' });
const sync = () => syncRouter(job(), { routerId: router.id });
const lacksPassword = { failure: 'incomplete_service', failureDetail: 'password' };
const damaged = { passwordSealed: 'damaged' };

async function retry() {
  wait(10 * 60_000);
  return sync();
}

async function inAPool() {
  const { poolId, name } = await aPool(router.id);
  return { ipv4Mode: 'dynamic', ipv4PoolId: poolId, poolName: name } as const;
}

async function anOnlineService(accessMethod: 'pppoe' | 'hotspot') {
  const { poolName, ...address } = await inAPool();
  const one = await aService(router.id, { accessMethod, ...address });
  await sync();
  plugIn(one.login, accessMethod);
  expect(router.sim.served(one.login)).toBe('served');
  return { ...one, poolName };
}

function plugIn(login: string, accessMethod: 'pppoe' | 'hotspot' = 'pppoe') {
  const kind = accessMethod === 'pppoe' ? 'ppp' : 'hotspot';
  return router.sim.plugIn({ kind, login, password: PASSWORD, mac: MAC });
}

/** Whether the paid time of a service stands still because its router does not serve it, or cannot. */
async function isHeld(serviceId: number, because: HoldReason = 'router_refused'): Promise<boolean> {
  const rows = await getDb()
    .select()
    .from(serviceHolds)
    .where(eq(serviceHolds.serviceId, serviceId));
  return rows.some(({ reason }) => reason === because);
}

const others = { pppoe: 'hotspot', hotspot: 'pppoe' } as const;
const menus = { pppoe: 'ppp/secret', hotspot: 'ip/hotspot/user' } as const;

describe.each(['pppoe', 'hotspot'] as const)('the %s login of an earlier access method', (from) => {
  test('ends although the password for the new one is unreadable, and time stands still', async () => {
    const one = await anOnlineService(from);
    await changeService(one.serviceId, { ...damaged, accessMethod: others[from] });
    await sync();
    expect(router.sim.rows(menus[from]).map((row) => row['name'])).not.toContain(one.login);
    expect(router.sim.served(one.login)).toBe('absent');
    expect(await stateOf(one.serviceId, router.id)).toMatchObject(lacksPassword);
    expect(await isHeld(one.serviceId)).toBe(true);

    const passwordSealed = seal(
      env().ENCRYPTION_KEYS,
      PASSWORD,
      `service:${one.serviceId}|password`,
    );
    await changeService(one.serviceId, { passwordSealed });
    await retry();
    plugIn(one.login, others[from]);
    expect(router.sim.served(one.login)).toBe('served');
    expect(await isHeld(one.serviceId)).toBe(false);
  });

  test('ends although the new one lacks an address', async () => {
    const one = await anOnlineService(from);
    const none = { ipv4Mode: 'none', ipv4PoolId: null } as const;
    await changeService(one.serviceId, { accessMethod: 'static', ...none });
    await sync();
    expect(router.sim.served(one.login)).toBe('absent');
    expect(await isHeld(one.serviceId, 'not_connected')).toBe(true);
  });
});

describe('a login under a new name', () => {
  test('no longer lets its old name on while its password is unreadable', async () => {
    const one = await anOnlineService('pppoe');
    await changeService(one.serviceId, { ...damaged, login: `${one.login}-new` });
    await sync();
    expect(router.sim.served(one.login)).toBe('absent');
    expect(plugIn(one.login)).toMatchObject({ ok: false });
    expect(plugIn(`${one.login}-new`)).toMatchObject({ ok: true });
    expect(await stateOf(one.serviceId, router.id)).toMatchObject(lacksPassword);
  });

  test.each([
    ['no_credit', 'absent'],
    [null, 'served'],
  ] as const)('of another owner, held for %s, leaves the old one %s', async (reason, served) => {
    const one = await anOnlineService('pppoe');
    const theirs = `theirs-${one.serviceId}`;
    router.sim.run('/ppp/secret/add', { name: theirs, password: 'pw' });
    await changeService(one.serviceId, { login: theirs });
    if (reason !== null) await hold(one.serviceId, reason);
    await sync();
    expect(router.sim.served(one.login)).toBe(served);
    expect(await stateOf(one.serviceId, router.id)).toMatchObject({ failure: 'conflict' });
    expect(await isHeld(one.serviceId)).toBe(false);
  });
});

describe('the paid time of a service whose rows cannot be confirmed', () => {
  test('runs while its login serves it with a password that only the router knows', async () => {
    const one = await anOnlineService('pppoe');
    await changeService(one.serviceId, damaged);
    await hold(one.serviceId, 'no_credit');
    await sync();
    expect(router.sim.served(one.login)).toBe('garden');
    await lift(one.serviceId);
    await retry();
    expect(router.sim.served(one.login)).toBe('served');
    expect(await stateOf(one.serviceId, router.id)).toMatchObject(lacksPassword);
    expect(await isHeld(one.serviceId)).toBe(false);
    await retry();
    expect(await isHeld(one.serviceId)).toBe(false);
  });

  test('runs again once such a login serves it after the router was away', async () => {
    const one = await anOnlineService('pppoe');
    await changeService(one.serviceId, damaged);
    await hold(one.serviceId, 'no_credit');
    await sync();
    await router.sim.setReachable(false);
    await lift(one.serviceId);
    await retry();
    expect(await isHeld(one.serviceId)).toBe(true);
    await router.sim.setReachable(true);
    await retry();
    expect(router.sim.served(one.login)).toBe('served');
    expect(await isHeld(one.serviceId)).toBe(false);
  });

  test('stands still once that login is gone', async () => {
    const one = await anOnlineService('pppoe');
    await changeService(one.serviceId, damaged);
    const [secret] = router.sim.rows('ppp/secret');
    router.sim.run('/ppp/secret/remove', { '.id': secret?.['.id'] ?? '' });
    router.sim.hangUp(one.login);
    await changeService(one.serviceId, { portId: 'port-9' });
    await retry();
    expect(router.sim.rows('ppp/secret')).toEqual([]);
    expect(await isHeld(one.serviceId)).toBe(true);
  });

  test('runs while a pool of the operator under our name gives it an address', async () => {
    const { poolName, ...address } = await inAPool();
    router.sim.run('/ip/pool/add', { name: poolName, ranges: '10.78.0.10-10.78.0.99' });
    const one = await aService(router.id, { ...address, accessMethod: 'pppoe' });
    await sync();
    expect(await stateOf(one.serviceId, router.id)).toMatchObject({ failure: 'conflict' });
    plugIn(one.login);
    expect(router.sim.served(one.login)).toBe('served');
    expect(await isHeld(one.serviceId)).toBe(false);
  });
});
