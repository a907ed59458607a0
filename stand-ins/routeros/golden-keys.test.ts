import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Personality } from './personality';
import { type RouterSimulator, startRouterSimulator } from './simulator';
import { furnishTestWorld } from './test-world';

/** A row of a menu, selected by one property, and exactly the properties it prints. */
type Golden = {
  menu: string;
  row?: readonly [name: string, value: string];
  keys: string;
  only6?: string;
  only7?: string;
};

const COUNTERS =
  'rx-byte tx-byte rx-packet tx-packet rx-drop tx-drop tx-queue-drop rx-error tx-error fp-rx-byte ' +
  'fp-tx-byte fp-rx-packet fp-tx-packet';
const LINE = `.id name type mtu actual-mtu last-link-up-time link-downs ${COUNTERS} dynamic running disabled`;
const PROFILE =
  '.id name bridge-learning use-mpls use-compression use-encryption use-upnp only-one ' +
  'change-tcp-mss address-list on-up on-down default';
const SECRET =
  '.id name service caller-id password profile routes ipv6-routes limit-bytes-in limit-bytes-out ' +
  'last-logged-out disabled';
const QUEUE =
  '.id name target parent packet-marks priority queue limit-at max-limit burst-limit ' +
  'burst-threshold burst-time bucket-size bytes total-bytes packets total-packets dropped ' +
  'total-dropped rate total-rate packet-rate total-packet-rate queued-packets ' +
  'total-queued-packets queued-bytes total-queued-bytes invalid dynamic disabled';
const LEASE = '.id address mac-address status last-seen radius dynamic blocked disabled';
const BOUND =
  'expires-after active-address active-mac-address active-client-id active-server host-name';
const HOTSPOT_USER =
  '.id name profile uptime bytes-in bytes-out packets-in packets-out dynamic disabled';
const RULE = '.id chain action log log-prefix bytes packets invalid dynamic disabled';

const golden: readonly Golden[] = [
  { menu: 'ppp/secret', row: ['name', 'anna'], keys: SECRET },
  {
    menu: 'ppp/secret',
    row: ['name', 'ended'],
    keys: `${SECRET} local-address remote-address last-caller-id last-disconnect-reason comment`,
  },
  { menu: 'ppp/profile', row: ['name', 'default'], keys: PROFILE, only7: 'use-ipv6' },
  {
    menu: 'ppp/profile',
    row: ['name', 'gold'],
    keys: `${PROFILE} local-address remote-address rate-limit`,
    only7: 'use-ipv6',
  },
  {
    menu: 'ppp/active',
    keys: '.id name service caller-id address uptime encoding session-id limit-bytes-in limit-bytes-out radius',
  },
  {
    menu: 'ppp/aaa',
    keys: 'use-radius accounting interim-update',
    only7: 'use-circuit-id-in-nas-port-id',
  },
  { menu: 'interface', row: ['type', 'ether'], keys: `${LINE} l2mtu mac-address` },
  { menu: 'interface', row: ['type', 'pppoe-in'], keys: LINE },
  {
    menu: 'interface/pppoe-server/server',
    keys:
      '.id service-name interface max-mtu max-mru mrru authentication keepalive-timeout ' +
      'one-session-per-host max-sessions default-profile disabled',
  },
  { menu: 'queue/simple', row: ['name', 'q1'], keys: `${QUEUE} comment` },
  { menu: 'queue/simple', row: ['name', '<pppoe-anna>'], keys: QUEUE },
  {
    menu: 'ip/firewall/address-list',
    row: ['list', 'vip'],
    keys: '.id list address creation-time dynamic disabled',
  },
  {
    menu: 'ip/firewall/address-list',
    row: ['list', 'timed'],
    keys: '.id list address creation-time timeout dynamic disabled',
  },
  { menu: 'ip/firewall/filter', keys: RULE },
  { menu: 'ip/firewall/nat', keys: `${RULE} out-interface` },
  { menu: 'ip/pool', keys: '.id name ranges' },
  { menu: 'ip/pool/used', keys: '.id pool address owner info' },
  {
    menu: 'ip/route',
    keys: '.id dst-address gateway distance scope target-scope dynamic static active disabled',
    only7: 'routing-table',
  },
  {
    menu: 'ip/dhcp-server',
    keys: '.id name interface lease-time address-pool authoritative use-radius lease-script dynamic invalid disabled',
    only6: 'bootp-support',
  },
  { menu: 'ip/dhcp-server/network', keys: '.id address gateway dns-server ntp-server dynamic' },
  {
    menu: 'ip/dhcp-server/lease',
    row: ['status', 'waiting'],
    keys: LEASE,
    only7: 'address-lists dhcp-option',
  },
  {
    menu: 'ip/dhcp-server/lease',
    row: ['status', 'bound'],
    keys: `${LEASE} ${BOUND}`,
    only7: 'address-lists dhcp-option age',
  },
  {
    menu: 'ip/hotspot',
    keys: '.id name interface address-pool profile idle-timeout keepalive-timeout addresses-per-mac invalid HTTPS disabled',
  },
  { menu: 'ip/hotspot/user', row: ['name', 'hugo'], keys: HOTSPOT_USER },
  {
    menu: 'ip/hotspot/user',
    row: ['name', 'ida'],
    keys: `${HOTSPOT_USER} password limit-uptime limit-bytes-in limit-bytes-out limit-bytes-total`,
  },
  {
    menu: 'ip/hotspot/user/profile',
    keys:
      '.id name idle-timeout keepalive-timeout status-autorefresh shared-users add-mac-cookie ' +
      'mac-cookie-timeout address-list transparent-proxy default',
  },
  {
    menu: 'ip/hotspot/active',
    keys:
      '.id server user address mac-address login-by uptime session-time-left idle-time bytes-in ' +
      'bytes-out packets-in packets-out radius blocked',
  },
  {
    menu: 'ip/hotspot/host',
    keys:
      '.id mac-address address to-address server uptime idle-time bytes-in bytes-out found-by ' +
      'dynamic authorized bypassed',
  },
  { menu: 'ip/hotspot/cookie', keys: '.id user domain mac-address expires-in' },
  {
    menu: 'system/resource',
    keys:
      'uptime version build-time factory-software free-memory total-memory cpu cpu-count ' +
      'cpu-frequency cpu-load free-hdd-space total-hdd-space architecture-name board-name platform',
  },
  { menu: 'system/identity', keys: 'name' },
  { menu: 'system/routerboard', keys: 'routerboard' },
  { menu: 'system/license', keys: 'system-id level' },
  {
    menu: 'system/clock',
    keys: 'time date time-zone-autodetect time-zone-name gmt-offset dst-active',
  },
  { menu: 'user', keys: '.id name group address disabled' },
  { menu: 'user/group', keys: '.id name policy skin' },
  { menu: 'user/active', keys: '.id when name address via group radius' },
  {
    menu: 'ip/service',
    row: ['name', 'telnet'],
    keys: '.id name port address invalid disabled',
    only7: 'vrf max-sessions',
  },
  { menu: 'log', keys: '.id time topics message' },
];

/** Menus that only some releases have. */
const accounting: Golden = {
  menu: 'ip/accounting',
  keys: 'enabled account-local-traffic threshold',
};

const ipv6: readonly Golden[] = [
  { menu: 'ipv6/firewall/address-list', keys: '.id list address creation-time dynamic disabled' },
  { menu: 'ipv6/firewall/filter', keys: RULE },
];

const goldenOf = (personality: Personality): readonly Golden[] =>
  personality.startsWith('7') ? [...golden, ...ipv6] : [...golden, accounting];

let router: RouterSimulator;

describe.each<Personality>(['6.49', '7.17', '7.18', '7.23', 'legacy-md5'])(
  'what RouterOS %s prints',
  (personality) => {
    beforeAll(async () => {
      router = await startRouterSimulator({ personality });
      furnishTestWorld(router);
      router.device.noteApiSession('api', 'api');
    });
    afterAll(() => router.close());

    test.each(goldenOf(personality))(
      'in /$menu $row is exactly what the real router prints',
      (one) => {
        const [name = '', value] = one.row ?? [];
        const row = router.rows(one.menu).find((candidate) => !name || candidate[name] === value);
        const only = personality.startsWith('7') ? one.only7 : one.only6;
        const expected = [one.keys, only].filter(Boolean).join(' ').split(' ');
        expect(Object.keys(row ?? {}).sort()).toEqual(expected.sort());
      },
    );

    test('is listed here for every menu, and no row prints a property twice', () => {
      const told = new Set(goldenOf(personality).map(({ menu }) => menu));
      expect([...router.device.tables].map(({ spec }) => spec.path).sort()).toEqual(
        [...told].sort(),
      );
      for (const table of router.device.tables) {
        for (const row of table.rows.values()) {
          const names = table.readAll(row, router.device).map(([name]) => name);
          expect(new Set(names).size).toBe(names.length);
        }
      }
    });
  },
);
