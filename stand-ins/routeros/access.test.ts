import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RouterSimulator, startRouterSimulator } from './simulator';

const MAC = '02:00:00:00:00:01';
const MINUTE = 60_000;

let sim: RouterSimulator;

beforeEach(async () => {
  sim = await startRouterSimulator();
  sim.run('/ip/pool/add', { name: 'pool1', ranges: '10.0.0.2-10.0.0.4' });
});

afterEach(() => sim.close());

describe('a hotspot session', () => {
  beforeEach(() => {
    sim.run('/ip/hotspot/set', { '.id': 'hotspot1', 'address-pool': 'pool1' });
    sim.run('/ip/hotspot/user/profile/add', { name: 'day', 'rate-limit': '1M/2M' });
    sim.run('/ip/hotspot/user/add', { name: 'hugo', password: 'pw', profile: 'day' });
  });

  const logIn = () => sim.plugIn({ kind: 'hotspot', login: 'hugo', password: 'pw', mac: MAC });
  const removeAll = (menu: string): void => {
    for (const row of sim.rows(menu)) sim.run(`/${menu}/remove`, { '.id': row['.id'] ?? '' });
  };

  test('logs in again by its cookie when only the session is removed', () => {
    expect(logIn().ok).toBe(true);
    removeAll('ip/hotspot/active');
    expect(sim.rows('ip/hotspot/active')).toMatchObject([{ user: 'hugo', 'login-by': 'cookie' }]);
  });

  test('stays out when session and cookie are removed', () => {
    logIn();
    sim.run('/ip/hotspot/user/disable', { '.id': 'hugo' });
    removeAll('ip/hotspot/cookie');
    removeAll('ip/hotspot/active');
    sim.advance(MINUTE);
    expect(sim.served('hugo')).toBe('cut');
  });

  test('ends at its profile’s time limit, while its user’s own time adds up over sessions', () => {
    sim.run('/ip/hotspot/user/profile/set', { '.id': 'day', 'session-timeout': '4m' });
    sim.run('/ip/hotspot/user/set', { '.id': 'hugo', 'limit-uptime': '6m' });
    logIn();
    sim.advance(MINUTE);
    expect(sim.rows('ip/hotspot/active')).toMatchObject([{ 'session-time-left': '3m' }]);
    // At four minutes the cookie logs in again, with two of six minutes left.
    sim.advance(4 * MINUTE);
    expect(sim.rows('ip/hotspot/active')).toMatchObject([{ 'session-time-left': '1m' }]);
    sim.advance(MINUTE);
    expect(sim.rows('ip/hotspot/active')).toEqual([]);
    expect(logIn()).toEqual({ ok: false, reason: 'quota' });
  });

  test('of an unknown, disabled or wrong login is refused and logged', () => {
    expect(sim.plugIn({ kind: 'hotspot', login: 'nix', password: '', mac: MAC })).toMatchObject({
      reason: 'unknown-user',
    });
    expect(sim.plugIn({ kind: 'hotspot', login: 'hugo', password: 'x', mac: MAC })).toMatchObject({
      reason: 'wrong-password',
    });
    sim.run('/ip/hotspot/user/disable', { '.id': 'hugo' });
    expect(logIn()).toEqual({ ok: false, reason: 'disabled' });
    const said = sim.rows('log').map(({ message }) => message);
    expect(said.slice(-3).every((message) => message?.includes('login failed'))).toBe(true);
  });

  test('adds up the bytes of its user over sessions and ends at the limit', () => {
    sim.run('/ip/hotspot/user/set', { '.id': 'hugo', 'limit-bytes-total': '100000' });
    sim.setTraffic('hugo', { up: 0, down: 80_000 });
    logIn();
    sim.advance(5000);
    removeAll('ip/hotspot/active');
    sim.advance(4000);
    expect(sim.rows('ip/hotspot/user')).toMatchObject([{ 'bytes-out': '90000', uptime: '9s' }]);
    sim.advance(1000);
    expect(sim.rows('ip/hotspot/active')).toEqual([]);
    expect(logIn()).toEqual({ ok: false, reason: 'quota' });
    sim.run('/ip/hotspot/user/reset-counters', { '.id': 'hugo' });
    expect(logIn().ok).toBe(true);
  });
});

describe('a DHCP client', () => {
  beforeEach(() => {
    sim.run('/ip/dhcp-server/add', { name: 'lan', interface: 'ether4', 'address-pool': 'pool1' });
  });

  const plugIn = () => sim.plugIn({ kind: 'dhcp', login: MAC, password: '', mac: MAC });
  const lease = { address: '10.7.0.2', 'mac-address': MAC };

  test('gets its static lease with rate limit and lists', () => {
    const id = sim.run('/ip/dhcp-server/lease/add', { ...lease, 'rate-limit': '1M/2M' });
    plugIn();
    expect(sim.rows('ip/dhcp-server/lease')).toMatchObject([
      { status: 'bound', 'active-address': '10.7.0.2', dynamic: 'false' },
    ]);
    expect(sim.rows('queue/simple')).toMatchObject([{ name: `dhcp-ds<${MAC}>` }]);
    sim.run('/ip/dhcp-server/lease/set', { '.id': id ?? '', 'address-lists': 'isp-stopped' });
    expect(sim.served(MAC)).toBe('garden');
    sim.run('/ip/dhcp-server/lease/set', { '.id': id ?? '', 'address-lists': '' });
    expect(sim.served(MAC)).toBe('served');
    sim.run('/ip/dhcp-server/lease/set', { '.id': id ?? '', 'block-access': 'yes' });
    expect(sim.served(MAC)).toBe('cut');
  });

  test('gets a dynamic lease otherwise, which can be made static', () => {
    plugIn();
    const [row] = sim.rows('ip/dhcp-server/lease');
    expect(row).toMatchObject({ dynamic: 'true', status: 'bound', address: '10.0.0.2' });
    sim.run('/ip/dhcp-server/lease/make-static', { '.id': row?.['.id'] ?? '' });
    sim.hangUp(MAC);
    expect(sim.rows('ip/dhcp-server/lease')).toMatchObject([
      { dynamic: 'false', status: 'waiting' },
    ]);
  });

  test('that is blocked continues until its renewal where the router only refuses renewals', () => {
    const id = sim.run('/ip/dhcp-server/lease/add', { ...lease, 'lease-time': '10m' });
    sim.device.quirks.blockAccess = 'refuses-renewal';
    plugIn();
    sim.run('/ip/dhcp-server/lease/set', { '.id': id ?? '', 'block-access': 'yes' });
    expect(sim.served(MAC)).toBe('served');
    sim.advance(5 * MINUTE);
    expect(sim.served(MAC)).toBe('cut');
  });

  test.each([
    ['mac', `dhcp-ds<${MAC}>`],
    ['host-and-mac', `dhcp-ds<laptop/${MAC}>`],
  ] as const)('is shaped by a queue of its lease, named by %s', (leaseQueueName, name) => {
    sim.run('/ip/dhcp-server/lease/add', { ...lease, 'rate-limit': '1M/2M' });
    sim.device.quirks.leaseQueueName = leaseQueueName;
    sim.plugIn({ kind: 'dhcp', login: MAC, password: '', mac: MAC, hostName: 'laptop' });
    expect(sim.rows('queue/simple')).toMatchObject([{ name, target: '10.7.0.2/32' }]);
  });

  test('has no queue without a rate limit', () => {
    sim.run('/ip/dhcp-server/lease/add', lease);
    plugIn();
    expect(sim.rows('queue/simple')).toEqual([]);
  });

  test('sees changes only at its renewal where the router is configured that way', () => {
    const id = sim.run('/ip/dhcp-server/lease/add', { ...lease, 'lease-time': '10m' });
    sim.device.quirks.leaseChangesApply = 'at-renewal';
    plugIn();
    sim.run('/ip/dhcp-server/lease/set', { '.id': id ?? '', 'address-lists': 'isp-stopped' });
    expect(sim.served(MAC)).toBe('served');
    sim.advance(5 * MINUTE);
    expect(sim.served(MAC)).toBe('garden');
  });
});
