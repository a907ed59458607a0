import { describe, expect, test } from 'vitest';
import type { AccessMethod, ServiceStatus } from '@/lib/kit/words';
import { syncRouter } from '@/lib/routers/sync-router';
import type { Cpe, Served } from '@/stand-ins/routeros/new-session';
import {
  anAddress,
  aPool,
  aRouter,
  aService,
  changeService,
  hold,
  job,
  lift,
  PASSWORD,
  personalities,
  type ServiceOverrides,
} from './support';

type Mode = 'permanent' | 'dynamic';

/** Menus that hold rows of the service, and what its equipment gets. */
type Expected = { rows: string[]; served: Served };

const SECRET = 'ppp/secret';
const USER = 'ip/hotspot/user';
const LEASE = 'ip/dhcp-server/lease';
const QUEUE = 'queue/simple';
const LIST = 'ip/firewall/address-list';
const gone: Expected = { rows: [], served: 'absent' };

/** The meaning of each status on a router, by access method and kind of address. */
const table: [AccessMethod, Mode, Record<ServiceStatus, Expected>][] = [
  [
    'pppoe',
    'dynamic',
    {
      pending: gone,
      active: { rows: [`${SECRET} isp-plan`], served: 'served' },
      stopped: { rows: [`${SECRET} isp-stopped`], served: 'garden' },
      disabled: { rows: [`${SECRET} isp-plan off`], served: 'cut' },
      archived: gone,
    },
  ],
  [
    'pppoe',
    'permanent',
    {
      pending: gone,
      active: { rows: [`${SECRET} isp-plan`], served: 'served' },
      stopped: { rows: [`${SECRET} isp-stopped`, `${LIST} isp-stopped`], served: 'garden' },
      disabled: { rows: [`${SECRET} isp-plan off`], served: 'cut' },
      archived: gone,
    },
  ],
  [
    'hotspot',
    'dynamic',
    {
      pending: gone,
      active: { rows: [`${USER} isp-plan`], served: 'served' },
      stopped: { rows: [`${USER} isp-stopped`], served: 'garden' },
      disabled: { rows: [`${USER} isp-plan off`], served: 'cut' },
      archived: gone,
    },
  ],
  [
    'hotspot',
    'permanent',
    {
      pending: gone,
      active: { rows: [`${USER} isp-plan`], served: 'served' },
      stopped: { rows: [`${USER} isp-stopped`, `${LIST} isp-stopped`], served: 'garden' },
      disabled: { rows: [`${USER} isp-plan off`], served: 'cut' },
      archived: gone,
    },
  ],
  [
    'static',
    'dynamic',
    {
      pending: gone,
      active: { rows: [LEASE], served: 'served' },
      stopped: { rows: [`${LEASE} isp-stopped`], served: 'garden' },
      disabled: { rows: [`${LEASE} isp-disabled off`], served: 'cut' },
      archived: gone,
    },
  ],
  [
    'static',
    'permanent',
    {
      pending: gone,
      active: { rows: [LEASE, QUEUE], served: 'served' },
      stopped: { rows: [LEASE, QUEUE, `${LIST} isp-stopped`], served: 'garden' },
      disabled: { rows: [`${LEASE} off`, QUEUE, `${LIST} isp-disabled`], served: 'cut' },
      archived: gone,
    },
  ],
];

const statuses: ServiceStatus[] = ['pending', 'active', 'stopped', 'disabled', 'archived'];
const cases = table.flatMap(([method, mode, by]) =>
  statuses.map((status) => [status, method, mode, by[status]] as const),
);

const MAC = 'AA:BB:CC:00:09:01';

async function put(serviceId: number, status: ServiceStatus): Promise<void> {
  await lift(serviceId);
  if (status === 'pending') await hold(serviceId, 'unpaid');
  if (status === 'stopped') await hold(serviceId, 'no_credit');
  if (status === 'disabled') await hold(serviceId, 'staff_disabled');
  if (status === 'archived') await changeService(serviceId, { archivedAt: new Date(0) });
}

describe.each(personalities)('on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });

  /** Summarises our rows: the menu, the profile or list, and whether the row blocks access. */
  function ourRows(serviceId: number): string[] {
    return [SECRET, USER, LEASE, QUEUE, LIST].flatMap((menu) =>
      router.sim
        .rows(menu)
        .filter((row) => row['comment'] === `isp:${serviceId}`)
        .map((row) => {
          const profile = /^isp-(plan|stopped)/.exec(row['profile'] ?? '')?.[0];
          const isOff = row['disabled'] === 'true' || row['block-access'] === 'true';
          const list = row['address-lists'] || row['list'];
          return [menu, profile ?? list, isOff ? 'off' : ''].filter(Boolean).join(' ');
        }),
    );
  }

  async function aServiceBy(accessMethod: AccessMethod, mode: Mode) {
    const address = anAddress();
    const { poolId, name } = await aPool(router.id);
    router.sim.run('/ip/firewall/filter/add', {
      ...{ chain: 'forward', action: 'drop', 'src-address-list': 'isp-disabled' },
    });
    router.sim.run('/ip/dhcp-server/add', { name: 'lan', interface: 'ether2' });
    const overrides: ServiceOverrides = {
      accessMethod,
      macAddresses: [MAC],
      ...(mode === 'dynamic'
        ? { ipv4Mode: 'dynamic', ipv4PoolId: poolId }
        : { ipv4Mode: 'permanent', ipv4Address: address }),
    };
    const service = await aService(router.id, overrides);
    const kind: Cpe['kind'] =
      accessMethod === 'pppoe' ? 'ppp' : accessMethod === 'static' ? 'dhcp' : 'hotspot';
    const login = kind === 'dhcp' ? MAC : service.login;
    const plugIn = () => router.sim.plugIn({ kind, login, password: PASSWORD, mac: MAC });
    return { ...service, poolName: name, plugIn, line: login };
  }

  test.each(cases)('a new %s service by %s, %s, is served so', async (...row) => {
    const [status, method, mode, expected] = row;
    const { serviceId, plugIn, line } = await aServiceBy(method, mode);
    await put(serviceId, status);
    await sync();
    expect(ourRows(serviceId)).toEqual(expected.rows);
    plugIn();
    expect(router.sim.served(line)).toBe(expected.served);
  });

  test.each(cases)('%s by %s, %s, reaches online sessions, and is reverted', async (...row) => {
    const [status, method, mode, expected] = row;
    const { serviceId, plugIn, line } = await aServiceBy(method, mode);
    await sync();
    plugIn();
    expect(router.sim.served(line)).toBe('served');
    await put(serviceId, status);
    await sync();
    // Ended sessions reconnect at once, others with the next packet of their equipment.
    router.sim.advance(2_000);
    expect(ourRows(serviceId)).toEqual(expected.rows);
    expect(router.sim.served(line)).toBe(expected.served);
    if (status === 'archived') return;
    await put(serviceId, 'active');
    await sync();
    plugIn();
    expect(router.sim.served(line)).toBe('served');
    router.sim.assertQuiet();
  });
});
