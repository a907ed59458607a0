import { beforeAll, describe, expect, it } from 'vitest';
import { changeService } from '@/lib/lifecycle/change-service';
import type { RouterSimulator } from '@/stand-ins/routeros/simulator';
import {
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
} from '@/tests/support/fixtures';
import { givenOpenRouter, later, sync } from './refused-world';
import { anAddress, aPool, aService, PASSWORD, stateOf } from './support';

beforeAll(() => givenOperator());

let made = 0;

const removeAll = (sim: RouterSimulator, menu: string) => {
  for (const row of sim.rows(menu)) sim.run(`/${menu}/remove`, { '.id': row['.id'] ?? '' });
};

/** How a router gets, loses and switches off what serves each access method. */
const servers = {
  pppoe_server: {
    menu: 'interface/pppoe-server/server',
    add: (sim: RouterSimulator) =>
      sim.run('/interface/pppoe-server/server/add', {
        ...{ 'service-name': 'access', interface: 'ether2', disabled: 'no' },
      }),
    network: () => ({
      ...{ accessMethod: 'pppoe' as const, ipv4Mode: 'dynamic' as const },
      ...{ login: `line-${process.pid}-${made}`, password: PASSWORD },
    }),
  },
  dhcp_server: {
    menu: 'ip/dhcp-server',
    add: (sim: RouterSimulator) =>
      sim.run('/ip/dhcp-server/add', { name: 'lan', interface: 'ether4' }),
    network: () => ({
      ...{ accessMethod: 'static' as const, ipv4Mode: 'dynamic' as const },
      macAddresses: [`02:00:00:00:07:${String(made).padStart(2, '0')}`],
    }),
  },
  hotspot_server: {
    menu: 'ip/hotspot',
    add: (sim: RouterSimulator) =>
      sim.run('/ip/hotspot/add', { name: 'hall', interface: 'ether3' }),
    network: () => ({
      ...{ accessMethod: 'hotspot' as const, login: `guest-${process.pid}-${made}` },
      password: PASSWORD,
    }),
  },
};
type Server = keyof typeof servers;
const all = Object.keys(servers) as Server[];

/** A paid service on a router without the server it needs, after the first push. */
async function given(which: Server, before?: (sim: RouterSimulator) => void) {
  made += 1;
  const router = await givenOpenRouter();
  const { menu, network } = servers[which];
  removeAll(router.sim, menu);
  before?.(router.sim);
  await aPool(router.routerId);
  const customerId = await givenCustomer({ balance: 5_000n });
  const { itemId } = await givenPlan({ activationFeeMinor: 0n });
  const place = { routerId: router.routerId, ...network() };
  const serviceId = await givenService({ customerId, itemId, network: { login: null, ...place } });
  await sync(router, start);
  return { router, customerId, serviceId };
}

describe.each(all)('a service on a router without a %s', (which) => {
  const { add, menu } = servers[which];

  it('is Pending with that reason, and its time stands still', async () => {
    const { router, serviceId } = await given(which);
    expect(await serviceNow(serviceId)).toMatchObject({
      status: 'pending',
      holds: ['router_refused'],
    });
    expect(await stateOf(serviceId, router.routerId)).toMatchObject({
      ...{ failure: 'incomplete_service', failureDetail: which, appliedLevel: null },
    });
  });

  it('is on with the next sync after the router has one', async () => {
    const { router, customerId, serviceId } = await given(which);
    add(router.sim);
    await sync(router, later(2));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await balanceOf(customerId)).toBe(4_500n);
  });

  it('is refused as well while the only one is switched off', async () => {
    const { serviceId } = await given(which, (sim) => {
      add(sim);
      for (const row of sim.rows(menu))
        sim.run(`/${menu}/set`, { '.id': row['.id'] ?? '', disabled: 'yes' });
    });
    expect((await serviceNow(serviceId)).holds).toEqual(['router_refused']);
  });

  it('that was served stays on and keeps its time when the router loses it', async () => {
    const { router, serviceId } = await given(which, add);
    expect((await serviceNow(serviceId)).status).toBe('active');
    removeAll(router.sim, menu);
    await changeService(staffCtx(later(1)), { serviceId, fields: { priority: 50 } });
    await sync(router, later(1));
    expect((await serviceNow(serviceId)).holds).toEqual([]);
  });
});

describe('a router without the PPP package', () => {
  it('holds its PPPoE services as refused, and serves the others', async () => {
    const router = await givenOpenRouter();
    router.sim.faults.add({ kind: 'trap', messages: ['no such command prefix'], on: /ppp/ });
    const lease = { accessMethod: 'static', login: null } as const;
    const fixed = { ...lease, ipv4Mode: 'permanent', ipv4Address: anAddress() } as const;
    const [line, other] = [
      await aService(router.routerId, { ipv4Mode: 'permanent', ipv4Address: anAddress() }),
      await aService(router.routerId, fixed),
    ];
    await sync(router, start);
    expect((await serviceNow(line.serviceId)).holds).toEqual(['router_refused']);
    expect(await stateOf(other.serviceId, router.routerId)).toMatchObject({ failure: null });
  });
});

describe('a service with a fixed address', () => {
  it('needs no DHCP server, because the address can be set on the device', async () => {
    const router = await givenOpenRouter();
    removeAll(router.sim, 'ip/dhcp-server');
    const { serviceId } = await aService(router.routerId, {
      ...{ accessMethod: 'static', login: null },
      ...{ ipv4Mode: 'permanent', ipv4Address: anAddress() },
    });
    await sync(router, start);
    expect(await stateOf(serviceId, router.routerId)).toMatchObject({ failure: null });
  });
});
