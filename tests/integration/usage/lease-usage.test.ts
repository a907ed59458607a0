import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { createRouter } from '@/lib/routers/create-router';
import { pollRouter } from '@/lib/routers/poll-router';
import { syncRouter } from '@/lib/routers/sync-router';
import type { Personality } from '@/stand-ins/routeros/personality';
import type { Quirks } from '@/stand-ins/routeros/quirks';
import { type RouterSimulator, startRouterSimulator } from '@/stand-ins/routeros/simulator';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenReached,
  givenService,
  serviceNow,
  systemCtx,
} from '@/tests/support/fixtures';
import { bookedFor, everywhere, MEGABYTE, minute } from './support';

const running: RouterSimulator[] = [];
beforeAll(() => givenOperator());
afterAll(() => Promise.all(running.map((simulator) => simulator.close())));

type Wish = {
  personality: Personality;
  quirks?: Partial<Quirks>;
  terms?: Partial<ItemTerms>;
};

/** A router with a DHCP server and one client on a 100 MB plan, whose address comes from a pool. */
async function givenPooledClient({ personality, quirks = {}, terms = {} }: Wish) {
  const simulator = await startRouterSimulator({ personality, quirks });
  running.push(simulator);
  const number = running.length;
  const { routerId } = await createRouter(systemCtx(), {
    ...{ name: `Street ${number}`, siteId: null, host: simulator.host, port: simulator.port },
    ...{ useTls: false, certificate: null, pppLocalAddress: null, accessMethods: ['static'] },
    ...{ username: simulator.user, password: simulator.password },
  });
  await givenReached(routerId);
  const cidr = `10.${60 + number}.0.0/24`;
  const sql = getSql();
  await sql`
    with n as (
      insert into networks (name, cidr, usage, router_id, created_at)
      values (${`pool ${number}`}, ${cidr}, 'pool', ${routerId}, now()) returning id)
    insert into ip_pools (network_id, router_id, name, first_address, last_address)
    select id, ${routerId}, ${`pool-${number}`}, ${`10.${60 + number}.0.10`}, ${`10.${60 + number}.0.20`} from n`;
  simulator.run('/ip/dhcp-server/add', { name: 'lan', interface: 'ether2' });
  simulator.run('/ip/firewall/filter/add', {
    ...{ chain: 'forward', action: 'drop', 'src-address-list': 'isp-disabled' },
  });
  const mac = `02:00:00:00:01:${String(number).padStart(2, '0')}`;
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ dataLimitBytes: 100n * MEGABYTE, ...terms });
  const serviceId = await givenService({
    ...{ customerId, itemId },
    network: { routerId, accessMethod: 'static', ipv4Mode: 'dynamic', macAddresses: [mac] },
  });
  const sync = (count: number) => syncRouter(systemCtx(minute(count)), { routerId });
  const poll = (count: number) => pollRouter(systemCtx(minute(count)), { routerId });
  const plugIn = () => simulator.plugIn({ kind: 'dhcp', login: mac, password: '', mac });
  const flow = (minutes: number, down: number) => {
    simulator.setTraffic(mac, { up: 0, down });
    simulator.advance(minutes * 60_000);
  };
  await sync(0);
  await poll(0);
  return { simulator, routerId, serviceId, mac, sync, poll, plugIn, flow };
}

const routers: Wish[] = [
  { personality: '6.49' },
  { personality: '7.23' },
  { personality: '7.23', quirks: { leaseQueueName: 'host-and-mac' } },
  { personality: '7.23', quirks: { blockAccess: 'refuses-renewal' } },
];

describe.each(routers)('a client with a pool address on %o', (wish) => {
  it('is counted from its first minute, and cut on the router at the cap', async () => {
    const { simulator, serviceId, mac, sync, poll, plugIn, flow } = await givenPooledClient(wish);
    expect(plugIn()).toMatchObject({ ok: true });
    // 1.6 Mbit/s for five minutes are 60 MB.
    flow(5, 1_600_000);
    expect(await poll(5)).toMatchObject({ kind: 'polled', unknown: 0, held: 0, usedUp: 0 });
    expect(await bookedFor(serviceId)).toEqual(everywhere(60n * MEGABYTE));
    expect(simulator.served(mac)).toBe('served');
    flow(5, 1_600_000);
    expect(await poll(10)).toMatchObject({ usedUp: 1 });
    expect(await serviceNow(serviceId)).toMatchObject({ holds: ['data_cap'] });
    flow(1, 1_600_000);
    await sync(11);
    expect(simulator.served(mac)).toBe('cut');
    expect(await bookedFor(serviceId)).toEqual(everywhere(132n * MEGABYTE));
    flow(120, 1_600_000);
    await poll(131);
    expect(simulator.served(mac)).toBe('cut');
    expect(await bookedFor(serviceId)).toEqual(everywhere(132n * MEGABYTE));
  });
});

const wishAny: Wish = { personality: '7.23' };

describe('the bytes of a client with a pool address', () => {
  it('are all booked even if its address changes between two polls', async () => {
    const { simulator, serviceId, mac, poll, plugIn, flow } = await givenPooledClient(wishAny);
    plugIn();
    flow(5, 800_000);
    await poll(5);
    simulator.hangUp(mac);
    const other = '02:00:00:00:02:99';
    simulator.run('/ip/dhcp-server/lease/add', {
      ...{ address: simulator.rows('ip/pool')[0]?.['name'] ?? '', 'mac-address': other },
    });
    simulator.plugIn({ kind: 'dhcp', login: other, password: '', mac: other });
    plugIn();
    const leases = simulator.rows('ip/dhcp-server/lease');
    const addresses = leases.map((row) => row['active-address']);
    expect(new Set(addresses).size).toBe(2);
    flow(5, 800_000);
    await poll(10);
    expect(await bookedFor(serviceId)).toEqual(everywhere(60n * MEGABYTE));
  });

  it('are booked before a change of its terms makes a new queue', async () => {
    const { simulator, serviceId, sync, poll, plugIn, flow } = await givenPooledClient({
      ...wishAny,
      terms: {
        ...{ downBitsPerSecond: 20_000_000n, upBitsPerSecond: 5_000_000n, capAction: 'slow' },
        ...{ slowDownBitsPerSecond: 400_000n, slowUpBitsPerSecond: 400_000n },
      },
    });
    plugIn();
    flow(3, 800_000);
    await getSql()`update services set throttled = true where id = ${serviceId}`;
    const [before] = simulator.rows('queue/simple');
    await sync(3);
    const [after] = simulator.rows('queue/simple');
    expect(after?.['.id']).not.toBe(before?.['.id']);
    expect(await bookedFor(serviceId)).toEqual(everywhere(18n * MEGABYTE));
    flow(2, 800_000);
    await poll(5);
    expect(await bookedFor(serviceId)).toEqual(everywhere(24n * MEGABYTE));
  });

  it('are counted on a plan that limits data and no rate', async () => {
    const { serviceId, poll, plugIn, flow } = await givenPooledClient({
      ...wishAny,
      terms: { downBitsPerSecond: null, upBitsPerSecond: null },
    });
    plugIn();
    flow(5, 100_000_000);
    expect(await poll(5)).toMatchObject({ usedUp: 1 });
    expect(await bookedFor(serviceId)).toEqual(everywhere(3_750n * MEGABYTE));
  });

  it('start at zero after a reboot, and pause while the lease is unbound', async () => {
    const { simulator, serviceId, mac, poll, plugIn, flow } = await givenPooledClient(wishAny);
    plugIn();
    flow(5, 800_000);
    await poll(5);
    simulator.reboot();
    plugIn();
    flow(1, 800_000);
    await poll(10);
    expect(await bookedFor(serviceId)).toEqual(everywhere(36n * MEGABYTE));
    simulator.hangUp(mac);
    expect(await poll(15)).toMatchObject({ kind: 'polled', readings: 0 });
    expect(await bookedFor(serviceId)).toEqual(everywhere(36n * MEGABYTE));
  });

  it('are counted from the first poll that reads leases, where earlier ones read none', async () => {
    const { routerId, serviceId, poll, plugIn, flow } = await givenPooledClient(wishAny);
    plugIn();
    flow(60, 3_000_000);
    // As left by polls from before leases: up to date, and without a counter for this client.
    await getSql()`update usage_pollers set last_polled_at = ${minute(55).toISOString()}, last_kinds = '{ppp,hotspot,queue}'
      where router_id = ${routerId}`;
    expect(await poll(60)).toMatchObject({ kind: 'polled', held: 0, usedUp: 0 });
    expect(await bookedFor(serviceId)).toEqual(everywhere(0n));
    flow(5, 800_000);
    await poll(65);
    expect(await bookedFor(serviceId)).toEqual(everywhere(30n * MEGABYTE));
  });

  it('exclude traffic from before the service took over the lease', async () => {
    const { simulator, serviceId, mac, sync, poll, plugIn, flow } =
      await givenPooledClient(wishAny);
    const [lease] = simulator.rows('ip/dhcp-server/lease');
    simulator.run('/ip/dhcp-server/lease/set', { '.id': lease?.['.id'] ?? '', comment: 'by hand' });
    plugIn();
    flow(5, 800_000);
    expect(await poll(5)).toMatchObject({ unknown: 1 });
    simulator.run('/ip/dhcp-server/lease/set', {
      ...{ '.id': lease?.['.id'] ?? '', comment: `isp:${serviceId}` },
    });
    await sync(6);
    flow(5, 800_000);
    await poll(10);
    expect(await bookedFor(serviceId)).toEqual(everywhere(30n * MEGABYTE));
    expect(simulator.served(mac)).toBe('served');
  });
});
