import { beforeAll, describe, expect, it, test } from 'vitest';
import { getSql } from '@/db/client';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeService } from '@/lib/lifecycle/change-service';
import { changePool } from '@/lib/network/change-pool';
import { createPool } from '@/lib/network/create-pool';
import { deletePool } from '@/lib/network/delete-pool';
import { getPool, listFullPools } from '@/lib/screens/admin/pools';
import { givenOperator, staffCtx, systemCtx } from '@/tests/support/fixtures';
import {
  givenNetwork,
  givenPool,
  givenRouter,
  givenServiceWith,
  outcomesOf,
  refusalOf,
} from './support';

beforeAll(() => givenOperator());

const dynamic = (routerId: number, ipv4PoolId: number | null = null) =>
  ({ routerId, ipv4Mode: 'dynamic', ipv4PoolId }) as const;

async function desiredVersion(serviceId: number): Promise<number> {
  const [row] = await getSql()<{ version: number }[]>`
    select desired_version::int as version from services where id = ${serviceId}`;
  return row?.version ?? 0;
}

describe('an address pool', () => {
  let routerId = 0;
  let networkId = 0;
  beforeAll(async () => {
    routerId = await givenRouter();
    networkId = await givenNetwork('10.40.0.0/24', {
      usage: 'pool',
      name: 'Dial-in',
      gateway: '10.40.0.1',
    });
    await givenPool(networkId, routerId, ['10.40.0.10', '10.40.0.49']);
  });

  test.each([
    ['10.40.0.40', '10.40.0.60', 'pool_overlaps_pool'],
    ['10.40.0.0', '10.40.0.9', 'pool_over_network'],
    ['10.40.0.200', '10.40.0.255', 'pool_over_broadcast'],
    ['10.40.0.1', '10.40.0.9', 'pool_over_gateway'],
    ['10.40.0.90', '10.40.0.80', 'range_backwards'],
    ['10.40.0.200', '10.40.1.5', 'range_outside'],
  ])('is not %s to %s', async (firstAddress, lastAddress, key) => {
    const input = { networkId, routerId, name: 'wrong', firstAddress, lastAddress };
    expect(await refusalOf(createPool(staffCtx(), input))).toMatchObject({ key });
  });

  it('must be in a network for pools, of its own router', async () => {
    const permanent = await givenNetwork('10.41.0.0/24', { name: 'For good' });
    const range = { name: 'p', firstAddress: '10.41.0.5', lastAddress: '10.41.0.9' };
    expect(
      await refusalOf(createPool(staffCtx(), { ...range, networkId: permanent, routerId })),
    ).toMatchObject({ key: 'pool_network_is_permanent' });
    const other = await givenNetwork('10.42.0.0/24', {
      usage: 'pool',
      routerId: await givenRouter(),
    });
    const elsewhere = { ...range, firstAddress: '10.42.0.5', lastAddress: '10.42.0.9' };
    expect(
      await refusalOf(createPool(staffCtx(), { ...elsewhere, networkId: other, routerId })),
    ).toMatchObject({ key: 'pool_router_differs', field: 'routerId' });
  });

  it('is one of several overlapping ones added at once, on any router', async () => {
    const routerIds = await Promise.all([givenRouter(), givenRouter(), givenRouter()]);
    const outcomes = await outcomesOf(
      routerIds.map((id) =>
        createPool(staffCtx(), {
          networkId,
          routerId: id,
          name: 'race',
          firstAddress: '10.40.0.100',
          lastAddress: '10.40.0.120',
        }),
      ),
    );
    expect(outcomes).toEqual(['done', 'pool_overlaps_pool', 'pool_overlaps_pool']);
  });

  it('is refused by the database too, even past the command', async () => {
    const work = getSql()`
      insert into ip_pools (network_id, router_id, name, first_address, last_address)
      values (${networkId}, ${routerId}, 'past the rules', '10.40.0.20', '10.40.0.22')`;
    await expect(work).rejects.toMatchObject({ constraint_name: 'ip_pools_range_excl' });
  });

  it('has a unique name per router', async () => {
    const range = { firstAddress: '10.40.0.150', lastAddress: '10.40.0.159' };
    await createPool(staffCtx(), { networkId, routerId, name: 'evening', ...range });
    const next = { firstAddress: '10.40.0.160', lastAddress: '10.40.0.169' };
    expect(
      await refusalOf(createPool(staffCtx(), { networkId, routerId, name: 'evening', ...next })),
    ).toMatchObject({ key: 'pool_name_taken', field: 'name' });
  });

  it('is pushed to the router again when its range changes', async () => {
    const own = await givenRouter();
    const poolId = await givenPool(networkId, own, ['10.40.0.170', '10.40.0.175']);
    const serviceId = await givenServiceWith(dynamic(own, poolId));
    const before = await desiredVersion(serviceId);
    await changePool(staffCtx(), {
      poolId,
      name: 'wider',
      firstAddress: '10.40.0.170',
      lastAddress: '10.40.0.179',
    });
    expect(await desiredVersion(serviceId)).toBeGreaterThan(before);
  });
});

describe('services of pools', () => {
  it('accept only a pool of their own router', async () => {
    const networkId = await givenNetwork('10.43.0.0/24', { usage: 'pool' });
    const poolId = await givenPool(networkId, await givenRouter(), ['10.43.0.10', '10.43.0.20']);
    const routerId = await givenRouter();
    expect(await refusalOf(givenServiceWith(dynamic(routerId, poolId)))).toMatchObject({
      key: 'pool_on_other_router',
      field: 'ipv4PoolId',
    });
  });

  it('fill it: nearly full at nine tenths, exhausted when no address is left', async () => {
    const routerId = await givenRouter();
    const networkId = await givenNetwork('10.44.0.0/24', { usage: 'pool' });
    const poolId = await givenPool(networkId, routerId, ['10.44.0.11', '10.44.0.12']);
    expect((await getPool(staffCtx(), poolId)).fill).toBe('roomy');
    await givenServiceWith(dynamic(routerId, poolId));
    await givenServiceWith(dynamic(routerId));
    expect(await getPool(staffCtx(), poolId)).toMatchObject({
      services: 2,
      size: 2,
      takesAny: true,
      fill: 'exhausted',
    });
    expect((await listFullPools(staffCtx())).map((pool) => pool.poolId)).toContain(poolId);
  });

  it('cannot name a pool with no address left; those in it stay', async () => {
    const routerId = await givenRouter();
    const networkId = await givenNetwork('10.46.0.0/24', { usage: 'pool' });
    const poolId = await givenPool(networkId, routerId, ['10.46.0.11', '10.46.0.12']);
    const inside = await givenServiceWith(dynamic(routerId, poolId));
    const anywhere = await givenServiceWith(dynamic(routerId));
    expect(await refusalOf(givenServiceWith(dynamic(routerId, poolId)))).toMatchObject({
      key: 'pool_exhausted',
      field: 'ipv4PoolId',
      params: { services: 2, size: 2 },
    });
    for (const serviceId of [inside, anywhere])
      await changeService(systemCtx(), { serviceId, network: dynamic(routerId, poolId) });
    await archiveService(systemCtx(), { serviceId: inside, reason: 'moved away' });
    await givenServiceWith(dynamic(routerId, poolId));
  });

  it('prevent its deletion until they are gone', async () => {
    const routerId = await givenRouter();
    const networkId = await givenNetwork('10.45.0.0/24', { usage: 'pool' });
    const poolId = await givenPool(networkId, routerId, ['10.45.0.10', '10.45.0.20']);
    const named = await givenServiceWith(dynamic(routerId, poolId));
    const any = await givenServiceWith(dynamic(routerId));
    expect(await refusalOf(deletePool(staffCtx(), poolId))).toMatchObject({ key: 'pool_in_use' });
    await archiveService(systemCtx(), { serviceId: named, reason: 'moved away' });
    expect(await refusalOf(deletePool(staffCtx(), poolId))).toMatchObject({ key: 'pool_is_last' });
    await givenPool(networkId, routerId, ['10.45.0.30', '10.45.0.40']);
    const before = await desiredVersion(any);
    await deletePool(staffCtx(), poolId);
    expect(await desiredVersion(any)).toBeGreaterThan(before);
  });
});
