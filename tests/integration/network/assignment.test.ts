import fc from 'fast-check';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { getSql } from '@/db/client';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { changeNetwork } from '@/lib/network/change-network';
import {
  findAddress,
  getAddressMap,
  listFreeAddresses,
  offerAddresses,
} from '@/lib/screens/admin/addresses';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  staffCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  addressOf,
  givenNetwork,
  givenPool,
  givenRouter,
  givenServiceWith,
  outcomesOf,
  refusalOf,
} from './support';

beforeAll(() => givenOperator());

const permanent = (ipv4Address: string) => ({ ipv4Mode: 'permanent', ipv4Address }) as const;

async function creations(count: number) {
  const customerId = await givenCustomer();
  const { itemId } = await givenPlan();
  return Array.from({ length: count }, () => ({ customerId, itemId }));
}

describe('a permanent address', () => {
  beforeAll(async () => {
    const routerId = await givenRouter();
    const networkId = await givenNetwork('10.20.0.0/24', { name: 'Tower', gateway: '10.20.0.1' });
    await changeNetwork(staffCtx(), {
      networkId,
      name: 'Tower',
      cidr: '10.20.0.0/24',
      usage: 'permanent',
      gateway: '10.20.0.1',
      reservations: [{ first: '10.20.0.2', last: '10.20.0.9', note: 'Access points' }],
    });
    const pools = await givenNetwork('10.21.0.0/24', { name: 'Dial-in', usage: 'pool' });
    await givenPool(pools, routerId, ['10.21.0.10', '10.21.0.99']);
  });

  test.each([
    ['10.20.0.0', 'address_is_network'],
    ['10.20.0.255', 'address_is_broadcast'],
    ['10.20.0.1', 'address_is_gateway'],
    ['10.20.0.5', 'address_is_reserved'],
    ['10.21.0.50', 'address_in_pool'],
    ['10.21.0.200', 'address_of_pool_network'],
    ['172.31.0.1', 'address_unknown_network'],
  ])('is not %s', async (address, key) => {
    expect(await refusalOf(givenServiceWith(permanent(address)))).toMatchObject({
      key,
      field: 'ipv4Address',
    });
    const serviceId = await givenServiceWith({ ipv4Mode: 'none' });
    const network = permanent(address);
    expect(await refusalOf(changeService(staffCtx(), { serviceId, network }))).toMatchObject({
      key,
    });
  });

  it('is refused to a second service, naming the first', async () => {
    const serviceId = await givenServiceWith(permanent('10.20.0.20'), 'Dee Ray');
    expect(await refusalOf(givenServiceWith(permanent('10.20.0.20')))).toMatchObject({
      key: 'address_in_use',
      params: { address: '10.20.0.20', customer: 'Dee Ray', service: String(serviceId) },
    });
  });

  it('stays the service’s own when something else of it changes', async () => {
    const serviceId = await givenServiceWith(permanent('10.20.0.21'));
    const network = { ...permanent('10.20.0.21'), portId: 'ether3' };
    await changeService(staffCtx(), { serviceId, network });
    expect(await addressOf(serviceId)).toBe('10.20.0.21');
  });

  it('goes to exactly one of many concurrent requests', async () => {
    const network = permanent('10.20.0.30');
    const outcomes = await outcomesOf(
      (await creations(8)).map((one) => createService(systemCtx(), { ...one, network })),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(
      new Set(['done', ...outcomes.filter((outcome) => /^address_(taken|in_use)$/.test(outcome))]),
    );
    const [row] = await getSql()<{ count: number }[]>`
      select count(*)::int as count from services where ipv4_address = '10.20.0.30'`;
    expect(row?.count).toBe(1);
  });

  it('is not assigned while a change of the plan reserves it', async () => {
    const networkId = await givenNetwork('10.22.0.0/24', { name: 'Contested' });
    const [one = { customerId: 0, itemId: 0 }] = await creations(1);
    const reserve = changeNetwork(staffCtx(), {
      networkId,
      name: 'Contested',
      cidr: '10.22.0.0/24',
      usage: 'permanent',
      reservations: [{ first: '10.22.0.7' }],
    });
    const assign = createService(systemCtx(), { ...one, network: permanent('10.22.0.7') });
    const outcomes = await outcomesOf([reserve, assign]);
    expect(outcomes).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  });

  it('is free again when its service is archived', async () => {
    const serviceId = await givenServiceWith({
      ...permanent('10.20.0.40'),
      additionalNetworks: ['192.168.40.0/24'],
      ipv6Prefix: '2001:db8:40::/48',
    });
    await archiveService(systemCtx(), { serviceId, reason: 'moved away' });
    const finding = await findAddress(staffCtx(), '10.20.0.40');
    expect(finding?.cell).toMatchObject({ state: 'free', holder: null });
    const next = await givenServiceWith({
      ...permanent('10.20.0.40'),
      additionalNetworks: ['192.168.40.0/24'],
      ipv6Prefix: '2001:db8:40::/48',
    });
    expect(await addressOf(next)).toBe('10.20.0.40');
  });

  it('is proposed from what is free, of the service’s own router first', async () => {
    const routerId = await givenRouter();
    await givenNetwork('10.23.0.0/29', { name: 'Own', routerId, gateway: '10.23.0.1' });
    await givenNetwork('10.24.0.0/29', { name: 'Of another', routerId: await givenRouter() });
    const offer = await offerAddresses(staffCtx(), { routerId, limit: 3 });
    expect(offer.free).toMatchObject([
      { address: '10.23.0.2', networkName: 'Own' },
      { address: '10.23.0.3' },
      { address: '10.23.0.4' },
    ]);
    const own = offer.networks[0]?.networkId ?? 0;
    const free = await listFreeAddresses(staffCtx(), { routerId, limit: 500 });
    expect(free.map((one) => one.networkName)).not.toContain('Of another');
    for (const { address } of free.filter((one) => one.networkName === 'Own'))
      await givenServiceWith(permanent(address));
    const later = await offerAddresses(staffCtx(), { routerId });
    expect(later.free[0]?.networkName).not.toBe('Own');
    // Full, but still listed, so that the form can say which network is full.
    const full = await offerAddresses(staffCtx(), { routerId, networkId: own });
    expect(full.free).toEqual([]);
    expect(full.networks[0]).toEqual({ networkId: own, name: 'Own', cidr: '10.23.0.0/29' });
  });
});

describe('every address of a small network', () => {
  it('has one state and at most one service after any order of concurrent assigning and archiving', async () => {
    const networkId = await givenNetwork('10.25.0.0/28', { name: 'Small', gateway: '10.25.0.1' });
    const step = fc.record({
      address: fc.integer({ min: 2, max: 14 }).map((last) => `10.25.0.${last}`),
      at: fc.integer({ min: 1, max: 3 }),
      archives: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const { address, at, archives } of steps) {
          await outcomesOf(
            (await creations(at)).map((one) =>
              createService(systemCtx(), { ...one, network: permanent(address) }),
            ),
          );
          const held = (await findAddress(staffCtx(), address))?.cell?.holder;
          expect(held).toBeDefined();
          if (archives && held)
            await archiveService(systemCtx(), { serviceId: held.serviceId, reason: 'test' });
        }
        const { cells } = await getAddressMap(staffCtx(), { networkId, page: 0 });
        const free = await listFreeAddresses(staffCtx(), { networkId, limit: 100 });
        expect(cells).toHaveLength(16);
        expect(cells.filter((cell) => cell.state === 'free').map((cell) => cell.address)).toEqual(
          free.map((one) => one.address),
        );
      }),
      { numRuns: 8 },
    );
  });
});

describe('customer networks behind a service', () => {
  beforeAll(async () => {
    await givenNetwork('10.30.0.0/24', { name: 'Business' });
  });

  const withNetworks = (address: string, ...additionalNetworks: string[]) => ({
    ...permanent(address),
    additionalNetworks,
  });

  it('never overlap with those of another service, an operator network, or each other', async () => {
    const serviceId = await givenServiceWith(
      withNetworks('10.30.0.2', '192.168.50.0/24', '192.168.52.0/24'),
      'Eve Hill',
    );
    const refused = async (...networks: string[]) =>
      refusalOf(givenServiceWith(withNetworks('10.30.0.3', ...networks)));
    expect(await refused('192.168.50.64/26')).toMatchObject({
      key: 'network_overlaps_service',
      field: 'additionalNetworks',
      params: { other: '192.168.50.0/24', customer: 'Eve Hill', service: String(serviceId) },
    });
    expect(await refused('10.30.0.128/25')).toMatchObject({
      key: 'network_overlaps_network',
      params: { name: 'Business', other: '10.30.0.0/24' },
    });
    expect(await refused('192.168.60.0/24', '192.168.60.128/25')).toMatchObject({
      key: 'network_twice',
    });
    expect(await refused('192.168.61.5/24')).toMatchObject({
      key: 'network_host_bits',
      params: { corrected: '192.168.61.0/24' },
    });
  });

  it('go to exactly one of many concurrent requests for overlapping ones', async () => {
    const networks = ['192.168.70.0/24', '192.168.70.0/25', '192.168.70.128/25', '192.168.64.0/20'];
    const inputs = (await creations(networks.length)).map((one, index) => ({
      ...one,
      network: withNetworks(`10.30.0.${100 + index}`, networks[index] ?? ''),
    }));
    await outcomesOf(inputs.map((input) => createService(systemCtx(), input)));
    const [row] = await getSql()<{ overlaps: number; kept: number }[]>`
      select count(*) filter (where a.network && b.network)::int as overlaps, count(*)::int as kept
      from service_networks a join service_networks b on a.ctid < b.ctid`;
    expect(row?.overlaps).toBe(0);
    expect(row?.kept).toBeGreaterThan(0);
  });
});

describe('an IPv6 prefix', () => {
  it('starts its network and belongs to one live service', async () => {
    const first = await givenServiceWith({ ipv6Prefix: '2001:db8:1::/48' }, 'Flo Dey');
    expect(await refusalOf(givenServiceWith({ ipv6Prefix: '2001:db8:1:8000::/56' }))).toMatchObject(
      {
        key: 'prefix_overlaps_service',
        params: { other: '2001:db8:1::/48', customer: 'Flo Dey', service: String(first) },
      },
    );
    expect(await refusalOf(givenServiceWith({ ipv6Prefix: '2001:db8:2::1/48' }))).toMatchObject({
      key: 'prefix_host_bits',
      params: { corrected: '2001:db8:2::/48' },
    });
  });

  it('goes to exactly one of many concurrent requests', async () => {
    const network = { ipv6Prefix: '2001:db8:9::/48' };
    const outcomes = await outcomesOf(
      (await creations(6)).map((one) => createService(systemCtx(), { ...one, network })),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  });

  it('is found by any address of it', async () => {
    const serviceId = await givenServiceWith({ ipv6Prefix: '2001:db8:77::/48' });
    const finding = await findAddress(staffCtx(), '2001:db8:77:1::5');
    expect(finding?.routed).toMatchObject({ serviceId, block: '2001:db8:77::/48' });
  });
});
