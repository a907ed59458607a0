import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { ipPools } from '@/db/schema/network';
import { approveAdoption } from '@/lib/routers/approve-adoption';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { textOf } from '@/stand-ins/routeros/codec';
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
  staff,
  stateOf,
  wait,
} from './support';

const FOREIGN = '10.99.0.10-10.99.0.99';
const inUtf8 = (name: string) => textOf(Buffer.from(name));
const inLatin1 = (name: string) => textOf(Buffer.from(name, 'latin1'));

describe.each(personalities)('a pool of the operator on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const rangesOf = (name: string) =>
    router.sim.rows('ip/pool').find((row) => row['name'] === name)?.['ranges'];
  const addForeign = (name: string) => router.sim.run('/ip/pool/add', { name, ranges: FOREIGN });

  test.each([
    ['under the name of one of ours', inUtf8],
    ['under that name in other bytes', inLatin1],
  ])('%s is never overwritten, and staff decide', async (_how, bytes) => {
    const name = `Peña-${personality}`;
    addForeign(bytes(name));
    const { poolId, ranges } = await aPool(router.id, name);
    const { serviceId } = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await sync();
    wait(600_000);
    await sync();
    const found = await reconcileRouter(job(), { routerId: router.id, isRepairing: true });
    expect(found).toMatchObject({ remaining: [{ kind: 'foreign', menu: '/ip/pool', key: name }] });
    expect(rangesOf(bytes(name))).toBe(FOREIGN);
    expect(router.sim.rows('ip/pool')).toHaveLength(1);
    expect(await stateOf(serviceId, router.id)).toMatchObject({
      failure: 'conflict',
      failureDetail: `conflict /ip/pool ${name}`,
    });
    await approveAdoption(staff(), { routerId: router.id, serviceId });
    await sync();
    expect(rangesOf(bytes(name))).toBe(ranges);
    expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: null });
  });

  test('keeps no unpaid service online', async () => {
    addForeign('homes');
    const { poolId } = await aPool(router.id, 'homes');
    const one = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await sync();
    router.sim.plugIn({
      ...{ kind: 'ppp', login: one.login, password: PASSWORD, mac: 'AA:BB:CC:00:0E:01' },
    });
    await hold(one.serviceId, 'no_credit');
    wait(600_000);
    await sync();
    expect(router.sim.served(one.login)).toBe('garden');
    expect(rangesOf('homes')).toBe(FOREIGN);
  });

  test('that reads like ours in other bytes stays when ours is changed or removed', async () => {
    const name = `Niño-${personality}`;
    const { poolId, ranges } = await aPool(router.id, name);
    const lastAddress = ranges.split('-')[1]?.replace('.200', '.150') ?? '';
    const one = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await sync();
    addForeign(inLatin1(name));
    const pool = eq(ipPools.id, poolId);
    await getDb().update(ipPools).set({ lastAddress }).where(pool);
    await sync();
    expect(rangesOf(inUtf8(name))).toContain(lastAddress);
    expect(rangesOf(inLatin1(name))).toBe(FOREIGN);
    expect(await sync()).toEqual({ kind: 'clean' });
    const fixed = { ipv4Mode: 'permanent', ipv4Address: anAddress() } as const;
    await changeService(one.serviceId, { ...fixed, ipv4PoolId: null });
    await sync();
    await getDb().delete(ipPools).where(pool);
    await sync();
    expect(router.sim.rows('ip/pool')).toMatchObject([{ name: inLatin1(name), ranges: FOREIGN }]);
    expect(await sync()).toEqual({ kind: 'clean' });
  });
});
