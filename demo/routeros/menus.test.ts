import { afterEach, describe, expect, test } from 'vitest';
import { type RouterSimulator, startRouterSimulator } from './simulator';
import { TestClient } from './test-client';

const SECRET =
  '.id name service caller-id password profile routes ipv6-routes limit-bytes-in limit-bytes-out ' +
  'last-logged-out disabled';
const PROFILE =
  '.id name bridge-learning use-ipv6 use-mpls use-compression use-encryption use-upnp only-one ' +
  'change-tcp-mss address-list on-up on-down default';
const ACTIVE =
  '.id name service caller-id address uptime encoding session-id limit-bytes-in limit-bytes-out radius';
const PPPOE_INTERFACE =
  '.id name type mtu actual-mtu last-link-up-time link-downs rx-byte tx-byte rx-packet tx-packet ' +
  'rx-drop tx-drop tx-queue-drop rx-error tx-error fp-rx-byte fp-tx-byte fp-rx-packet fp-tx-packet ' +
  'dynamic running disabled';
const QUEUE =
  '.id name target parent packet-marks priority queue limit-at max-limit burst-limit ' +
  'burst-threshold burst-time bucket-size bytes total-bytes packets total-packets dropped ' +
  'total-dropped rate total-rate packet-rate total-packet-rate queued-packets ' +
  'total-queued-packets queued-bytes total-queued-bytes invalid dynamic disabled';
const LIST = '.id list address creation-time dynamic disabled';
const WAITING_LEASE = '.id address mac-address status last-seen radius dynamic blocked disabled';
const BOUND_LEASE =
  `${WAITING_LEASE} expires-after active-address active-mac-address active-client-id ` +
  'active-server host-name';
const LEASE_7 = 'address-lists dhcp-option';
const HOTSPOT_USER =
  '.id name profile uptime bytes-in bytes-out packets-in packets-out dynamic disabled';
const HOTSPOT_ACTIVE =
  '.id server user address mac-address login-by uptime idle-time bytes-in bytes-out packets-in ' +
  'packets-out radius blocked';

let sim: RouterSimulator;

/** One of everything, so that each menu has a row to show. */
async function furnish(personality: '6.49' | '7.23'): Promise<TestClient> {
  sim = await startRouterSimulator({ personality });
  sim.run('/ip/pool/add', { name: 'pool1', ranges: '10.0.0.10-10.0.0.20' });
  sim.run('/ppp/profile/add', { name: 'gold', 'remote-address': 'pool1' });
  sim.run('/ppp/secret/add', { name: 'anna', password: 'pw', profile: 'gold' });
  sim.run('/queue/simple/add', { name: 'q1', target: '10.1.1.2' });
  sim.run('/ip/firewall/address-list/add', { list: 'vip', address: '10.1.1.2' });
  sim.run('/ip/dhcp-server/add', { name: 'lan', interface: 'ether4', 'address-pool': 'pool1' });
  sim.run('/ip/dhcp-server/lease/add', { address: '10.2.0.2', 'mac-address': '02:00:00:00:00:aa' });
  sim.run('/ip/dhcp-server/lease/add', { address: '10.2.0.3', 'mac-address': '02:00:00:00:00:bb' });
  sim.run('/ip/hotspot/set', { '.id': 'hotspot1', 'address-pool': 'pool1' });
  sim.run('/ip/hotspot/user/add', { name: 'hugo' });
  sim.dial('anna', 'pw', '02:00:00:00:00:01');
  sim.plugIn({ kind: 'dhcp', login: '02:00:00:00:00:AA', password: '', mac: '02:00:00:00:00:AA' });
  sim.plugIn({ kind: 'hotspot', login: 'hugo', password: '', mac: '02:00:00:00:00:02' });
  return TestClient.login(sim);
}

const keys = (text: string): string[] => text.split(' ').sort();

afterEach(() => sim.close());

describe.each(['6.49', '7.23'] as const)('the printed properties of RouterOS %s', (personality) => {
  const only7 = (text: string): string => (personality === '7.23' ? ` ${text}` : '');

  test.each([
    ['/ppp/secret', [], SECRET],
    ['/ppp/profile', ['?name=default'], PROFILE],
    ['/ppp/profile', ['?name=gold'], `${PROFILE} remote-address`],
    ['/ppp/active', [], ACTIVE],
    ['/interface', ['?type=pppoe-in'], PPPOE_INTERFACE],
    ['/queue/simple', ['?name=q1'], QUEUE],
    ['/ip/firewall/address-list', [], LIST],
    ['/ip/dhcp-server/lease', ['?address=10.2.0.3'], WAITING_LEASE + only7(LEASE_7)],
    ['/ip/dhcp-server/lease', ['?address=10.2.0.2'], BOUND_LEASE + only7(`${LEASE_7} age`)],
    ['/ip/hotspot/user', [], HOTSPOT_USER],
    ['/ip/hotspot/active', [], HOTSPOT_ACTIVE],
    ['/ip/pool', [], '.id name ranges'],
    ['/system/identity', [], 'name'],
  ])('%s %j are exactly those of the real router', async (menu, queries, expected) => {
    const client = await furnish(personality);
    const [row] = await client.print(menu, ...queries);
    expect(Object.keys(row ?? {}).sort()).toEqual(keys(expected));
  });

  test('every row of every menu prints no property twice and only its own', async () => {
    await furnish(personality);
    for (const table of sim.device.tables) {
      for (const row of table.rows.values()) {
        const names = table.readAll(row, sim.device).map(([name]) => name);
        expect(new Set(names).size).toBe(names.length);
      }
    }
  });
});

describe('differences between releases', () => {
  test('/ip/accounting exists on 6 and is unknown on 7', async () => {
    let client = await furnish('6.49');
    expect((await client.send('/ip/accounting/print')).traps).toEqual([]);
    await sim.close();
    client = await furnish('7.23');
    expect((await client.send('/ip/accounting/print')).traps).toEqual([
      'no such command or directory (accounting)',
      'no such command prefix',
    ]);
  });

  test('dates are written the old and the new way', async () => {
    await furnish('6.49');
    expect(sim.rows('system/clock')).toMatchObject([{ date: 'jan/01/2026', time: '00:00:00' }]);
    await sim.close();
    await furnish('7.23');
    expect(sim.rows('system/clock')).toMatchObject([{ date: '2026-01-01', time: '00:00:00' }]);
  });

  test('hotspot sessions carry the address as their id', async () => {
    await furnish('7.23');
    const [session] = sim.rows('ip/hotspot/active');
    expect(session).toMatchObject({ '.id': '*A00000B', address: '10.0.0.11' });
  });
});
