import { afterEach, describe, expect, test } from 'vitest';
import type { Quirks } from './quirks';
import { type RouterSimulator, startRouterSimulator } from './simulator';
import { TestClient } from './test-client';

let sim: RouterSimulator;
let client: TestClient;

async function boot(quirks: Partial<Quirks>): Promise<void> {
  sim = await startRouterSimulator({ personality: '7.23', quirks });
  sim.run('/ppp/profile/add', { name: 'gold', 'rate-limit': '1M/2M' });
  sim.run('/ppp/secret/add', {
    name: 'anna',
    password: 'pw',
    profile: 'gold',
    'remote-address': '10.0.0.9',
  });
  sim.dial('anna', 'pw', '02:00:00:00:00:01');
  sim.setTraffic('anna', { up: 8000, down: 16_000 });
  sim.advance(1000);
  client = await TestClient.login(sim);
}

afterEach(async () => {
  client.close();
  await sim.close();
});

describe('behaviour not established for real routers', () => {
  test.each([
    ['none', undefined],
    ['bytes', '2000/1000'],
  ] as const)('the columns of active =stats= can be %s', async (activeStats, bytes) => {
    await boot({ activeStats });
    expect((await client.print('/ppp/active'))[0]).not.toHaveProperty('bytes');
    expect((await client.print('/ppp/active', '=stats='))[0]?.['bytes']).toBe(bytes);
  });

  test.each([undefined, '4'])('a failure can have the category %s', async (failureCategory) => {
    await boot({ failureCategory });
    const { sentences } = await client.send('/ppp/secret/add', '=name=anna');
    const category = sentences[0]?.find((word) => word.startsWith('=category='));
    expect(category).toBe(failureCategory && '=category=4');
  });

  test.each([
    ['trap', ['!trap', '!done']],
    ['empty', ['!empty', '!done']],
    ['done', ['!done']],
  ] as const)('a bare # can be answered with %s', async (hashAnswer, kinds) => {
    await boot({ hashAnswer });
    expect((await client.send('#')).kinds).toEqual(kinds);
  });

  test.each([true, false])('writes can be answered with !empty: %s', async (emptyOnWrites) => {
    await boot({ emptyOnWrites });
    const { kinds } = await client.send('/ppp/secret/set', '=.id=anna', '=comment=x');
    expect(kinds).toEqual(emptyOnWrites ? ['!empty', '!done'] : ['!done']);
  });

  test.each([
    ['numbered', '<pppoe-anna-1>'],
    ['same-name', '<pppoe-anna>'],
  ] as const)('the second interface of a login can be %s', async (secondInterface, name) => {
    await boot({ secondInterface });
    sim.dial('anna', 'pw', '02:00:00:00:00:02');
    expect(sim.rows('interface').at(-1)).toMatchObject({ name, type: 'pppoe-in' });
  });

  test.each([true, false])('queue counters can survive a set: %s', async (survive) => {
    await boot({ queueCountersSurviveSet: survive });
    sim.run('/queue/simple/add', { name: 'q', target: '10.0.0.9' });
    sim.advance(1000);
    sim.run('/queue/simple/set', { '.id': 'q', 'max-limit': '5M/5M' });
    const [queue] = await client.print('/queue/simple', '?name=q');
    expect(queue?.['bytes']).toBe(survive ? '1000/2000' : '0/0');
  });

  test.each([
    [true, '2026-01-01'],
    [false, 'jan/01/2026'],
  ] as const)('dates can be ISO in any release: %s', async (hasIsoDates, date) => {
    await boot({ hasIsoDates });
    expect(await client.print('/system/clock')).toMatchObject([{ date }]);
  });
});
