import { describe, expect, test } from 'vitest';
import { changePool } from '@/lib/network/change-pool';
import { createNetwork } from '@/lib/network/create-network';
import { createPool } from '@/lib/network/create-pool';
import { deleteNetwork } from '@/lib/network/delete-network';
import { deletePool } from '@/lib/network/delete-pool';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { getRouterDetail } from '@/lib/screens/admin/router';
import { aRouter, aService, changeService, job, PASSWORD, personalities, staff } from './support';

let blocks = 0;

/** A pool as staff create it: a network for pools, and a range of it on the router. */
async function poolOf(routerId: number, size: number) {
  blocks += 1;
  const stem = `10.${150 + blocks}.0`;
  const network = {
    name: `Homes ${blocks}`,
    cidr: `${stem}.0/24`,
    usage: 'pool',
    routerId,
  } as const;
  const { networkId } = await createNetwork(job(), network);
  const range = { firstAddress: `${stem}.10`, lastAddress: `${stem}.${9 + size}` };
  const name = `homes-${blocks}`;
  const { poolId } = await createPool(job(), { networkId, routerId, name, ...range });
  return { poolId, networkId, name, stem, range };
}

describe.each(personalities)('a pool on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const pools = () => router.sim.rows('ip/pool').map(({ name, ranges }) => `${name} ${ranges}`);
  const dial = (login: string) =>
    router.sim.plugIn({ kind: 'ppp', login, password: PASSWORD, mac: 'AA:BB:CC:00:07:01' });
  const poolInUse = () => {
    const used = new Set(router.sim.rows('ppp/secret').map((row) => row['profile']));
    return router.sim
      .rows('ppp/profile')
      .flatMap((row) => (used.has(row['name']) ? [row['remote-address']] : []));
  };

  test('exists before any service uses its addresses, and is removed once it is deleted', async () => {
    const { poolId, name, range } = await poolOf(router.id, 5);
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 0, failed: 0 });
    expect(pools()).toEqual([`${name} ${range.firstAddress}-${range.lastAddress}`]);
    expect(await sync()).toEqual({ kind: 'clean' });
    await deletePool(job(), poolId);
    await sync();
    expect(pools()).toEqual([]);
    expect(await sync()).toEqual({ kind: 'clean' });
  });

  test('gives the service that names it an address', async () => {
    const { poolId, name, range, stem } = await poolOf(router.id, 5);
    const service = { ipv4Mode: 'dynamic', ipv4PoolId: poolId } as const;
    const { login } = await aService(router.id, service);
    await sync();
    expect(pools()).toEqual([`${name} ${range.firstAddress}-${range.lastAddress}`]);
    expect(poolInUse()).toEqual([name]);
    dial(login);
    expect(router.sim.served(login)).toBe('served');
    const [active] = router.sim.rows('ppp/active');
    expect(active?.['address']).toMatch(new RegExp(`^${stem.replaceAll('.', '\\.')}\\.1\\d$`));
  });

  test('follows a new range and a new name, without cutting anyone', async () => {
    const { poolId, name, stem } = await poolOf(router.id, 5);
    const { login } = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await sync();
    dial(login);
    const [before] = router.sim.rows('ppp/active');
    const wider = { firstAddress: `${stem}.10`, lastAddress: `${stem}.99` };
    await changePool(job(), { poolId, name, ...wider });
    await sync();
    expect(pools()).toEqual([`${name} ${stem}.10-${stem}.99`]);
    await changePool(job(), { poolId, name: 'renamed', ...wider });
    expect(await sync()).toMatchObject({ confirmed: 1, failed: 0 });
    expect(pools()).toEqual([`renamed ${stem}.10-${stem}.99`]);
    expect(poolInUse()).toEqual(['renamed']);
    expect(router.sim.rows('ppp/active')[0]?.['.id']).toBe(before?.['.id']);
  });

  test('that is deleted hands its services to the router’s next one', async () => {
    const first = await poolOf(router.id, 5);
    const next = await poolOf(router.id, 5);
    await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: null });
    await sync();
    expect(poolInUse()).toEqual([first.name]);
    await deletePool(job(), first.poolId);
    await sync();
    expect(poolInUse()).toEqual([next.name]);
    // The old pool and its profile are no longer used.
    expect(pools()).toHaveLength(1);
    expect(router.sim.rows('ppp/profile').map((row) => row['remote-address'])).not.toContain('*1');
  });

  test('that the operator’s own profile uses stays, and is listed until it is no longer used', async () => {
    const { poolId, name } = await poolOf(router.id, 5);
    await sync();
    router.sim.run('/ppp/profile/add', { name: 'gold', 'remote-address': name });
    await deletePool(job(), poolId);
    await sync();
    expect(pools()).toHaveLength(1);
    const compare = (isRepairing: boolean) =>
      reconcileRouter(job(), { routerId: router.id, isRepairing });
    const leftOver = { kind: 'orphan', menu: '/ip/pool', key: name, serviceId: null };
    expect(await compare(true)).toMatchObject({ remaining: [leftOver] });
    const { drifts } = await getRouterDetail(staff(), router.id);
    expect(drifts).toMatchObject([{ kind: 'orphan', menu: '/ip/pool', rowKey: name }]);
    router.sim.run('/ppp/profile/remove', { '.id': 'gold' });
    expect(await compare(true)).toMatchObject({ remaining: [] });
    expect(pools()).toEqual([]);
  });

  test('that already existed on the router is used, and never removed', async () => {
    router.sim.run('/ip/pool/add', { name: 'dhcp_pool1', ranges: '10.99.0.2-10.99.0.9' });
    const network = { name: `Old ${personality}`, cidr: '10.99.0.0/24', usage: 'pool' } as const;
    const { networkId } = await createNetwork(job(), { ...network, routerId: router.id });
    const range = { firstAddress: '10.99.0.2', lastAddress: '10.99.0.9' };
    const input = { networkId, routerId: router.id, name: 'dhcp_pool1', ...range };
    const { poolId } = await createPool(job(), input);
    await sync();
    await deletePool(job(), poolId);
    await deleteNetwork(job(), networkId);
    await sync();
    expect(pools()).toEqual(['dhcp_pool1 10.99.0.2-10.99.0.9']);
  });

  test('that was removed by hand is drift, and restored', async () => {
    const { name } = await poolOf(router.id, 5);
    await sync();
    router.sim.run('/ip/pool/remove', { '.id': name });
    const report = await reconcileRouter(job(), { routerId: router.id, isRepairing: true });
    const missing = { kind: 'missing', menu: '/ip/pool', key: name };
    expect(report).toMatchObject({ found: [missing], remaining: [] });
    expect(pools()).toHaveLength(1);
  });

  test('that is exhausted serves no further service until an address is free', async () => {
    const { poolId } = await poolOf(router.id, 1);
    const one = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    const other = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await sync();
    dial(one.login);
    dial(other.login);
    expect([router.sim.served(one.login), router.sim.served(other.login)]).toEqual([
      'served',
      'absent',
    ]);
    await changeService(one.serviceId, { archivedAt: new Date(0) });
    await sync();
    dial(other.login);
    expect(router.sim.served(other.login)).toBe('served');
  });
});
