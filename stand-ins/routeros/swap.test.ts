import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RouterSimulator, startRouterSimulator } from './simulator';

let sim: RouterSimulator;
beforeEach(async () => {
  sim = await startRouterSimulator({ identity: 'edge' });
  sim.run('/ppp/secret/add', { name: 'anna', password: 'secret', 'remote-address': '10.0.0.2' });
  sim.dial('anna', 'secret', 'AA:BB:CC:00:00:01', { redial: 'never' });
});
afterEach(() => sim.close());

const names = () => sim.rows('ppp/secret').map((row) => row['name']);
const systemId = () => sim.rows('system/license')[0]?.['system-id'];

describe('a simulated router', () => {
  test('that is reset ships with its built-in rows, without sessions, and is the same device', () => {
    const before = systemId();
    sim.reset();
    expect(names()).toEqual([]);
    expect(sim.rows('ppp/active')).toEqual([]);
    expect(sim.identity).toBe('MikroTik');
    expect(sim.rows('ppp/profile').map((row) => row['name'])).toContain('default');
    expect(systemId()).toBe(before);
  });

  test('that is swapped is another device', () => {
    const before = systemId();
    sim.swap('OTHER000001');
    expect(names()).toEqual([]);
    expect(systemId()).not.toBe(before);
  });

  test('that is restored has the backup’s rows and keeps its identity', () => {
    const backup = sim.backup();
    sim.run('/ppp/secret/add', { name: 'bert', password: 'secret' });
    sim.swap('OTHER000001');
    sim.restore(backup);
    expect(names()).toEqual(['anna']);
    expect(sim.identity).toBe('edge');
    expect(systemId()).toBe('OTHER000001');
    expect(sim.rows('ppp/active')).toEqual([]);
  });
});
