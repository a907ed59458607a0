import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import { type RouterSimulator, startRouterSimulator } from './simulator';
import { TestClient } from './test-client';

const SECRETS = 10_000;
const SESSIONS = 5000;

let sim: RouterSimulator;
afterEach(() => sim.close());

/** Bytes in use after garbage collection. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

/** CPU seconds this process spends on the work. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const fillRouter = (count: number): void => {
  for (let number = 0; number < count; number += 1) {
    sim.run('/ppp/secret/add', {
      name: `c${number}`,
      password: 'pw',
      comment: `isp:${number}`,
      'remote-address': `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`,
    });
  }
};

describe('a large router', { timeout: 180_000 }, () => {
  test('holds 10,000 secrets and 5,000 sessions in bounded memory and prints them all', async () => {
    const before = heldBytes();
    sim = await startRouterSimulator();
    fillRouter(SECRETS);
    for (let number = 0; number < SESSIONS; number += 1) {
      sim.dial(`c${number}`, 'pw', '02:00:00:00:00:01');
      sim.setTraffic(`c${number}`, { up: 1000, down: 1000 });
    }
    sim.advance(8000);
    const client = await TestClient.login(sim);
    expect(await client.print('/ppp/secret')).toHaveLength(SECRETS);
    const lines = await client.print('/interface', '?type=pppoe-in', '=.proplist=name,rx-byte');
    expect(lines).toHaveLength(SESSIONS);
    expect(new Set(lines.map(({ 'rx-byte': bytes }) => bytes))).toEqual(new Set(['1000']));
    expect(heldBytes() - before).toBeLessThan(150 * 1024 * 1024);
    client.close();
  });

  test('prints ten times the rows for about ten times the work', async () => {
    sim = await startRouterSimulator();
    const client = await TestClient.login(sim);
    fillRouter(SECRETS / 10);
    const print = () => client.print('/ppp/secret');
    for (let warmUp = 0; warmUp < 5; warmUp += 1) await print();
    const small = await cpuOf(async () => {
      for (let run = 0; run < 10; run += 1) await print();
    });
    for (const row of sim.rows('ppp/secret'))
      sim.run('/ppp/secret/remove', { '.id': row['.id'] ?? '' });
    fillRouter(SECRETS);
    // Ten small prints against one ten times the size: quadratic work would be ten times as much.
    expect((await cpuOf(print)) / small).toBeLessThan(5);
    client.close();
  });
});
