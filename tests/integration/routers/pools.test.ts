import { describe, expect, test } from 'vitest';
import { changePool } from '@/lib/network/change-pool';
import { createNetwork } from '@/lib/network/create-network';
import { createPool } from '@/lib/network/create-pool';
import { deletePool } from '@/lib/network/delete-pool';
import { syncRouter } from '@/lib/routers/sync-router';
import { aRouter, aService, changeService, job, PASSWORD, personalities } from './support';

let blocks = 0;

/** A pool as staff make it: a network for pools, and a range of it on the router. */
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

  test('is there as soon as a service takes its address from it, and gives it one', async () => {
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
    // The old row stays unused: RouterOS pools carry no mark of whose they are.
    expect(pools()).toContain(`renamed ${stem}.10-${stem}.99`);
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
  });

  test('that is used up serves nobody further until an address is free', async () => {
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
