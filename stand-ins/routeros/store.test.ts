import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RouterSimulator, startRouterSimulator } from './simulator';

let folder: string;
let saveTo: string;
let sim: RouterSimulator;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'router-'));
  saveTo = join(folder, 'state', 'router.json');
  sim = await startRouterSimulator({ saveTo });
});

afterEach(async () => {
  await sim.close();
  await rm(folder, { recursive: true });
});

async function restart(): Promise<void> {
  await sim.close();
  sim = await startRouterSimulator({ saveTo });
}

describe('a saved router', () => {
  test('comes back with its rows, ids and subscribers', async () => {
    sim.run('/system/identity/set', { name: 'nairobi-1' });
    sim.run('/ip/pool/add', { name: 'p', ranges: '10.0.0.2-10.0.0.9' });
    sim.run('/ppp/profile/add', { name: 'gold', 'remote-address': 'p' });
    sim.run('/ppp/secret/add', { name: 'anna', password: 'pw', profile: 'gold' });
    const last = sim.run('/ppp/secret/add', { name: 'gone' });
    sim.run('/ppp/secret/remove', { '.id': 'gone' });
    sim.dial('anna', 'pw', '02:00:00:00:00:01');
    const secrets = sim.rows('ppp/secret');
    await restart();
    expect(sim.identity).toBe('nairobi-1');
    expect(sim.rows('ppp/secret')).toEqual(secrets);
    expect(sim.served('anna')).toBe('served');
    expect(sim.rows('ppp/active')).toHaveLength(1);
    expect(sim.run('/ppp/secret/add', { name: 'new' })).not.toBe(last);
  });

  test('keeps hotspot counters and forgets dynamic rows', async () => {
    sim.run('/ip/pool/add', { name: 'p', ranges: '10.0.0.2-10.0.0.9' });
    sim.run('/ip/hotspot/set', { '.id': 'hotspot1', 'address-pool': 'p' });
    sim.run('/ip/hotspot/user/add', { name: 'hugo' });
    sim.plugIn({
      kind: 'hotspot',
      login: 'hugo',
      password: '',
      mac: '02:00:00:00:00:01',
      redial: 'never',
    });
    sim.setTraffic('hugo', { up: 8000, down: 0 });
    sim.advance(5000);
    sim.hangUp('hugo');
    await restart();
    expect(sim.rows('ip/hotspot/user')).toMatchObject([{ 'bytes-in': '5000' }]);
    expect(sim.rows('ip/hotspot/cookie')).toEqual([]);
  });

  test('is saved automatically shortly after a change, as one complete file', async () => {
    sim.run('/ppp/secret/add', { name: 'anna' });
    await expect
      .poll(() => readFile(saveTo, 'utf8').catch(() => ''), { timeout: 120_000 })
      .toContain('anna');
    expect(await readdir(join(folder, 'state'))).toEqual(['router.json']);
  });
});
