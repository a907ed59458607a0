import { describe, expect, test } from 'vitest';
import type { AccessMethod } from '@/lib/kit/words';
import { syncRouter } from '@/lib/routers/sync-router';
import type { RouterSimulatorOptions } from '@/stand-ins/routeros/simulator';
import {
  anAddress,
  aPlan,
  aPool,
  aRouter,
  aService,
  changeService,
  hold,
  job,
  lift,
  PASSWORD,
  type ServiceOverrides,
  stateOf,
} from './support';

type Case = {
  method: AccessMethod;
  address: 'fixed' | 'pool' | 'none';
  /** `own`: the plan names a profile of the operator, which gives an address. */
  profile: 'managed' | 'own';
  ipv6: 'prefix' | 'delegated' | 'pool' | 'none';
  /** Its data is used up when it is stopped. */
  isThrottled: boolean;
};

const MAC = 'AA:BB:CC:00:07:01';
const slow = { slowDownBitsPerSecond: 1_000_000n, slowUpBitsPerSecond: 1_000_000n };
let prefixes = 0;
/** A prefix unused by any other service of this file. */
function aPrefix(): string {
  prefixes += 1;
  return `2001:db8:${prefixes.toString(16)}::/56`;
}

const kinds = { pppoe: 'ppp', hotspot: 'hotspot', static: 'dhcp' } as const;

const cases = (['pppoe', 'hotspot', 'static'] as const)
  .flatMap((method) =>
    (['fixed', 'pool', 'none'] as const).flatMap((address) =>
      (['managed', 'own'] as const).flatMap((profile) =>
        (['prefix', 'delegated', 'pool', 'none'] as const).flatMap((ipv6) =>
          [false, true].map(
            (isThrottled): Case => ({ method, address, profile, ipv6, isThrottled }),
          ),
        ),
      ),
    ),
  )
  .filter(isPossible);

/** A line needs an address, and only an operator's PPP profile names a pool of prefixes. */
function isPossible({ method, address, profile, ipv6 }: Case): boolean {
  if (method === 'static') return address !== 'none' && profile === 'managed' && !ofPool(ipv6);
  if (method === 'hotspot') return !ofPool(ipv6);
  return (address !== 'none' || profile === 'own') && (profile === 'own' || !ofPool(ipv6));
}

function ofPool(ipv6: Case['ipv6']): boolean {
  return ipv6 === 'delegated' || ipv6 === 'pool';
}

const routers: [string, RouterSimulatorOptions & { hasIpv6: boolean }, Case[]][] = [
  ['RouterOS 7', { personality: '7.23', hasIpv6: true }, cases],
  [
    'RouterOS 6',
    { personality: '6.49', hasIpv6: false },
    cases.filter((one) => !one.isThrottled && !ofPool(one.ipv6)),
  ],
  [
    'RouterOS 6 with the package for IPv6',
    { personality: '6.49', hasIpv6: true },
    cases.filter((one) => !one.isThrottled && one.ipv6 !== 'none'),
  ],
];

describe.each(routers)('a stopped service on %s', (_name, options, possible) => {
  const router = aRouter(options);
  const sync = () => syncRouter(job(), { routerId: router.id });

  /** The router as an operator sets it up, with the rules of the script. */
  function setUp({ ipv6 }: Case): void {
    const { sim } = router;
    const rule = { chain: 'forward', action: 'reject', 'src-address-list': 'isp-stopped' };
    sim.run('/ip/firewall/filter/add', rule);
    if (options.hasIpv6) sim.run('/ipv6/firewall/filter/add', rule);
    sim.run('/ip/pool/add', { name: 'own-pool', ranges: '10.77.0.10-10.77.0.99' });
    sim.run('/ip/dhcp-server/add', { name: 'lan', interface: 'ether2' });
    sim.run('/ip/hotspot/set', { '.id': 'hotspot1', 'address-pool': 'own-pool' });
    sim.run('/ppp/profile/add', {
      ...{ name: 'own', 'rate-limit': '7M/70M', 'remote-address': 'own-pool' },
      ...(ipv6 === 'delegated' && { 'dhcpv6-pd-pool': 'six' }),
      ...(ipv6 === 'pool' && { 'remote-ipv6-prefix-pool': 'six' }),
    });
    sim.run('/ip/hotspot/user/profile/add', { name: 'own', 'rate-limit': '7M/70M' });
  }

  async function serve(one: Case) {
    setUp(one);
    const prefix = aPrefix();
    const overrides: ServiceOverrides = {
      plan: await aPlan({ ...slow, ...(one.profile === 'own' && { routerProfile: 'own' }) }),
      accessMethod: one.method,
      macAddresses: [MAC],
      throttled: one.isThrottled,
      ...(one.ipv6 === 'prefix' && { ipv6Prefix: prefix }),
    };
    if (one.address === 'fixed') {
      Object.assign(overrides, { ipv4Mode: 'permanent', ipv4Address: anAddress() });
    }
    if (one.address === 'pool') {
      const { poolId } = await aPool(router.id);
      Object.assign(overrides, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    }
    const service = await aService(router.id, overrides);
    await sync();
    const kind = kinds[one.method];
    const line = kind === 'dhcp' ? MAC : service.login;
    router.sim.plugIn({ kind, login: line, password: PASSWORD, mac: MAC });
    return { ...service, line, prefix };
  }

  /** What the line gets, and our rows of the service. */
  function seen({ serviceId, line }: { serviceId: number; line: string }) {
    router.sim.advance(2_000);
    const menus = ['ppp/secret', 'ip/hotspot/user', 'ip/dhcp-server/lease', 'queue/simple'];
    const lists = ['ip/firewall/address-list', 'ipv6/firewall/address-list'];
    const rowsOf = (menu: string) => (router.sim.device.hasMenu(menu) ? router.sim.rows(menu) : []);
    const ours = [...menus, ...lists].flatMap((menu) =>
      rowsOf(menu).filter((row) => row['comment'] === `isp:${serviceId}`),
    );
    const changing = ['.id', 'bytes', 'packets', 'rate', 'uptime', 'creation-time', 'last-seen'];
    const isKept = ([name]: [string, string]) =>
      !changing.includes(name) && !/^(last-|expires|age|bytes-|packets-)/.test(name);
    return {
      served: router.sim.served(line),
      ipv6: router.sim.servedIpv6(line),
      speeds: [...new Set(rowsOf('queue/simple').map((row) => row['max-limit']))],
      walled: lists.flatMap((menu) =>
        rowsOf(menu).flatMap((row) => (row['list'] === 'isp-stopped' ? [row['address']] : [])),
      ),
      rows: ours.map((row) => Object.fromEntries(Object.entries(row).filter(isKept))),
    };
  }

  test.each(possible)(
    '$method, address $address, profile $profile, IPv6 $ipv6, throttled $isThrottled: has no speed of its plan and no internet, and all of it again after one push',
    async (one) => {
      const service = await serve(one);
      const before = seen(service);
      expect(before).toMatchObject({ served: 'served', walled: [] });
      expect(before.ipv6).toBe(
        options.hasIpv6 && one.method === 'pppoe' && one.ipv6 !== 'none' ? 'open' : 'absent',
      );

      await hold(service.serviceId, 'no_credit');
      expect(await sync()).toMatchObject({ confirmed: 1, failed: 0 });
      const stopped = seen(service);
      expect(stopped).toMatchObject({ served: 'garden', ipv6: 'absent' });
      expect(stopped.speeds).toEqual(['512000/512000']);
      expect(stopped.walled.filter((place) => place === service.prefix)).toHaveLength(
        options.hasIpv6 && one.ipv6 === 'prefix' ? 1 : 0,
      );

      await lift(service.serviceId);
      expect(await sync()).toMatchObject({ confirmed: 1, failed: 0 });
      expect(seen(service)).toEqual(before);
      expect(await sync()).toEqual({ kind: 'clean' });
      expect(await stateOf(service.serviceId, router.id)).toMatchObject({ failure: null });
      router.sim.assertQuiet();
    },
  );

  test('keeps the speed of its plan off a line that is stopped while it is throttled', async () => {
    const one: Case = {
      ...{ method: 'static', address: 'fixed', profile: 'managed', ipv6: 'none' },
      isThrottled: false,
    };
    const service = await serve(one);
    await hold(service.serviceId, 'no_credit');
    await changeService(service.serviceId, { throttled: true });
    await sync();
    expect(seen(service).speeds).toEqual(['512000/512000']);
  });
});
