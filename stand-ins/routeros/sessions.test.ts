import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RouterSimulator, startRouterSimulator } from './simulator';

const MAC = '02:00:00:00:00:01';
const MINUTE = 60_000;

let sim: RouterSimulator;

beforeEach(async () => {
  sim = await startRouterSimulator();
  sim.run('/ip/pool/add', { name: 'pool1', ranges: '10.0.0.2-10.0.0.4' });
  sim.run('/ppp/profile/add', {
    name: 'gold',
    'remote-address': 'pool1',
    'rate-limit': '2M/10M',
  });
  sim.run('/ppp/profile/add', {
    name: 'isp-stopped',
    'remote-address': 'pool1',
    'address-list': 'isp-stopped',
  });
  sim.run('/ppp/secret/add', { name: 'anna', password: 'pw', profile: 'gold', service: 'pppoe' });
});

afterEach(() => sim.close());

const setSecret = (args: Record<string, string>) =>
  sim.run('/ppp/secret/set', { '.id': 'anna', ...args });

const kick = (): void => {
  for (const row of sim.rows('ppp/active'))
    sim.run('/ppp/active/remove', { '.id': row['.id'] ?? '' });
};

describe('a PPPoE session', () => {
  test('adds its active row, interface, pool address and queue, and removes them at its end', () => {
    expect(sim.dial('anna', 'pw', MAC, { redial: 'never' }).ok).toBe(true);
    expect(sim.rows('ppp/active')).toMatchObject([{ name: 'anna', address: '10.0.0.2' }]);
    expect(sim.rows('interface').at(-1)).toMatchObject({ '.id': '*F00000', name: '<pppoe-anna>' });
    expect(sim.rows('ip/pool/used')).toMatchObject([{ pool: 'pool1', address: '10.0.0.2' }]);
    expect(sim.rows('queue/simple')).toMatchObject([
      { name: '<pppoe-anna>', 'max-limit': '2000000/10000000', dynamic: 'true' },
    ]);
    kick();
    expect(sim.rows('ppp/active')).toEqual([]);
    expect(sim.rows('ip/pool/used')).toEqual([]);
    expect(sim.rows('queue/simple')).toEqual([]);
    expect(sim.rows('interface').map(({ type }) => type)).not.toContain('pppoe-in');
    expect(sim.rows('ppp/secret')).toMatchObject([
      { 'last-caller-id': MAC, 'last-disconnect-reason': 'nas-request' },
    ]);
  });

  test.each([
    ['unknown-user', {}, 'berta', 'pw'],
    ['disabled', { disabled: 'yes' }, 'anna', 'pw'],
    ['wrong-password', {}, 'anna', 'nope'],
    ['caller-id', { 'caller-id': '02:00:00:00:00:ff' }, 'anna', 'pw'],
    ['service', { service: 'l2tp' }, 'anna', 'pw'],
    ['no-address', { profile: 'default' }, 'anna', 'pw'],
  ] as const)('is refused: %s', (reason, change, login, password) => {
    setSecret(change);
    expect(sim.dial(login, password, MAC)).toEqual({ ok: false, reason });
    expect(sim.rows('log').at(-1)?.['message']).toContain(login);
  });

  test('a caller id in lower case never matches', () => {
    setSecret({ 'caller-id': '02:00:00:00:00:ab' });
    expect(sim.dial('anna', 'pw', '02:00:00:00:00:AB')).toMatchObject({ reason: 'caller-id' });
  });

  test('a second one is refused by only-one and numbered without it', () => {
    sim.dial('anna', 'pw', MAC);
    expect(sim.dial('anna', 'pw', '02:00:00:00:00:02').ok).toBe(true);
    expect(sim.rows('interface').at(-1)).toMatchObject({ name: '<pppoe-anna-1>' });
    sim.run('/ppp/profile/set', { '.id': 'gold', 'only-one': 'yes' });
    expect(sim.dial('anna', 'pw', '02:00:00:00:00:03')).toMatchObject({ reason: 'only-one' });
  });
});

describe('a running PPPoE session', () => {
  test('survives the disabling of its secret until it is removed, and then stays out', () => {
    sim.dial('anna', 'pw', MAC);
    setSecret({ disabled: 'yes' });
    expect(sim.served('anna')).toBe('served');
    kick();
    expect(sim.served('anna')).toBe('cut');
    sim.advance(10 * MINUTE);
    expect(sim.served('anna')).toBe('cut');
    setSecret({ disabled: 'no' });
    sim.advance(1000);
    expect(sim.served('anna')).toBe('served');
  });

  test('keeps its profile until it redials, and redials at once', () => {
    sim.dial('anna', 'pw', MAC);
    setSecret({ profile: 'isp-stopped' });
    expect(sim.served('anna')).toBe('served');
    expect(sim.rows('queue/simple')).toHaveLength(1);
    kick();
    expect(sim.served('anna')).toBe('garden');
    expect(sim.rows('ip/firewall/address-list')).toMatchObject([
      { list: 'isp-stopped', address: '10.0.0.2', dynamic: 'true' },
    ]);
    expect(sim.rows('queue/simple')).toEqual([]);
  });

  test('is moved into the garden and back by a list entry, without a reconnect', () => {
    sim.dial('anna', 'pw', MAC);
    const [before] = sim.rows('ppp/active');
    sim.run('/ip/firewall/address-list/add', { list: 'isp-stopped', address: '10.0.0.2' });
    expect(sim.served('anna')).toBe('garden');
    const [entry] = sim.rows('ip/firewall/address-list');
    sim.run('/ip/firewall/address-list/remove', { '.id': entry?.['.id'] ?? '' });
    expect(sim.served('anna')).toBe('served');
    expect(sim.rows('ppp/active')).toEqual([before]);
  });

  test('redials after ten seconds, or never, by its own policy', () => {
    sim.dial('anna', 'pw', MAC, { redial: '10s' });
    kick();
    expect(sim.served('anna')).toBe('absent');
    sim.advance(10_000);
    expect(sim.served('anna')).toBe('served');
    sim.hangUp('anna');
    sim.advance(MINUTE);
    expect(sim.served('anna')).toBe('absent');
  });
});

describe('the resources of a PPPoE session', () => {
  test('carries the additional routes of its secret while it lasts', () => {
    setSecret({ routes: '10.50.0.0/29 0.0.0.0 1, 10.51.0.0/30 10.0.0.2 5' });
    sim.dial('anna', 'pw', MAC, { redial: 'never' });
    expect(sim.rows('ip/route')).toMatchObject([
      { 'dst-address': '10.50.0.0/29', gateway: '<pppoe-anna>', dynamic: 'true' },
      { 'dst-address': '10.51.0.0/30', gateway: '10.0.0.2', distance: '5' },
    ]);
    kick();
    expect(sim.rows('ip/route')).toEqual([]);
  });

  test('finds no address in an exhausted pool', () => {
    for (const number of [1, 2, 3]) sim.dial('anna', 'pw', `02:00:00:00:00:0${number}`);
    expect(sim.dial('anna', 'pw', '02:00:00:00:00:09')).toMatchObject({ reason: 'no-address' });
  });

  test('its dynamic rows cannot be changed, nor removed except the active one', () => {
    sim.dial('anna', 'pw', MAC);
    const queue = { '.id': '<pppoe-anna>' };
    expect(() => sim.run('/queue/simple/set', { ...queue, comment: 'x' })).toThrow('dynamic');
    expect(() => sim.run('/queue/simple/remove', queue)).toThrow('dynamic');
  });

  test('a reboot ends it, restarts counters and uptime, and it comes back', () => {
    sim.dial('anna', 'pw', MAC);
    sim.setTraffic('anna', { up: 8000, down: 8000 });
    sim.advance(MINUTE);
    const [before] = sim.rows('ppp/active');
    sim.reboot();
    expect(sim.rows('system/resource')).toMatchObject([{ uptime: '0s' }]);
    const [after] = sim.rows('ppp/active');
    expect(after?.['session-id']).not.toBe(before?.['session-id']);
    expect(sim.rows('interface').at(-1)).toMatchObject({ 'rx-byte': '0', 'tx-byte': '0' });
  });
});
