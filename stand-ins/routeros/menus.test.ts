import { afterEach, describe, expect, test } from 'vitest';
import { type Personality, traitsOf } from './personality';
import { type RouterSimulator, startRouterSimulator } from './simulator';
import { TestClient } from './test-client';
import { furnishTestWorld } from './test-world';

let sim: RouterSimulator;

async function boot(personality: Personality): Promise<TestClient> {
  sim = await startRouterSimulator({ personality });
  furnishTestWorld(sim);
  return TestClient.login(sim);
}

afterEach(() => sim.close());

/** Every verb the router knows; each menu supports those that make sense there. */
const verbs = 'add set unset remove enable disable reset-counters make-static'.split(' ');

describe.each(['6.49', '7.23'] as const)('every menu of RouterOS %s', (personality) => {
  test('prints, counts and lists by both names of the verb, and refuses unknown arguments', async () => {
    const client = await boot(personality);
    for (const { spec, rows } of sim.device.tables) {
      const menu = `/${spec.path}`;
      const printed = await client.send(`${menu}/print`);
      expect(printed.traps, menu).toEqual([]);
      expect((await client.send(`${menu}/getall`)).kinds, menu).toEqual(printed.kinds);
      const { ret } = await client.send(`${menu}/print`, '=count-only=');
      expect(ret, menu).toBe(String(rows.size));
      expect((await client.send(`${menu}/print`, '=detail=', '=stats=')).traps, menu).toEqual([]);
      const typo = await client.send(`${menu}/print`, '=nmae=x');
      expect(typo.traps, menu).toEqual(['unknown parameter nmae']);
    }
    client.close();
  });

  test('accepts only its own verbs, and stores only known properties', async () => {
    const client = await boot(personality);
    for (const { spec } of sim.device.tables) {
      for (const verb of verbs) {
        const before = JSON.stringify(sim.rows(spec.path));
        const [trap] = (await client.send(`/${spec.path}/${verb}`, '=nmae=x')).traps;
        const isKnown = (spec.verbs as readonly string[] | undefined)?.includes(verb);
        const refusal = isKnown ? /^(unknown parameter|missing =)/ : /^no such command$/;
        expect(trap, `/${spec.path}/${verb}`).toMatch(refusal);
        expect(JSON.stringify(sim.rows(spec.path))).toBe(before);
      }
    }
    client.close();
  });

  test.each([
    ['/ping', 'no such command'],
    ['/system/reboot', 'no such command'],
    ['/system/identity/add', 'no such command'],
    ['/ip', 'no such command'],
    ['/ppp/secret/find', 'no such command'],
  ])('omits what is not a menu command: %s', async (command, refusal) => {
    const client = await boot(personality);
    expect((await client.send(command, '=address=10.0.0.1')).traps).toEqual([refusal]);
    client.close();
  });
});

/** A client that can log in to any release. */
const clientOf = (personality: Personality): Promise<TestClient> =>
  traitsOf(personality).hasChallengeLogin
    ? TestClient.loginByChallenge(sim)
    : TestClient.login(sim);

describe('differences between releases', () => {
  test('/ip/accounting exists on 6 and is unknown on 7', async () => {
    let client = await boot('6.49');
    expect((await client.send('/ip/accounting/print')).traps).toEqual([]);
    await sim.close();
    client = await boot('7.23');
    expect((await client.send('/ip/accounting/print')).traps).toEqual([
      'no such command or directory (accounting)',
      'no such command prefix',
    ]);
  });

  test('dates are written the old and the new way', async () => {
    await boot('6.49');
    expect(sim.rows('system/clock')).toMatchObject([{ date: 'jan/01/2026', time: '00:00:00' }]);
    await sim.close();
    await boot('7.23');
    expect(sim.rows('system/clock')).toMatchObject([{ date: '2026-01-01', time: '00:00:00' }]);
  });

  test('hotspot sessions carry the address as their id', async () => {
    await boot('7.23');
    const [session] = sim.rows('ip/hotspot/active');
    expect(session).toMatchObject({ '.id': '*A00000B', address: '10.0.0.11' });
  });

  test.each<[Personality, string, string[], string, boolean]>([
    ['legacy-md5', '6.40.9 (bugfix)', ['!done'], 'jan/01/2026 00:00:00', true],
    ['6.49', '6.49.17 (long-term)', ['!done'], 'jan/01/2026 00:00:00', true],
    ['7.17', '7.17.2 (stable)', ['!done'], '2026-01-01 00:00:00', false],
    ['7.18', '7.18.2 (stable)', ['!empty', '!done'], '2026-01-01 00:00:00', false],
    ['7.23', '7.23.7 (long-term)', ['!empty', '!done'], '2026-01-01 00:00:00', false],
  ])('RouterOS %s reports its version and responds like that release', async (...release) => {
    const [personality, version, empty, stamp, hasAccounting] = release;
    sim = await startRouterSimulator({ personality });
    const client = await clientOf(personality);
    expect(await client.print('/system/resource')).toMatchObject([{ version }]);
    expect((await client.send('/ppp/secret/print')).kinds).toEqual(empty);
    expect(sim.rows('log')[0]?.['time']).toBe(stamp);
    const { traps } = await client.send('/ip/accounting/print');
    expect(traps.length === 0).toBe(hasAccounting);
    if (!hasAccounting) expect(traps).toHaveLength(personality === '7.23' ? 2 : 1);
    client.close();
  });

  test('7.23 lists each connection under the name of its service', async () => {
    const client = await boot('7.23');
    const named = () => client.print('/ip/service', '?name=api', '=.proplist=port,dynamic');
    expect(await named()).toEqual([{ port: '8728' }, { dynamic: 'true' }]);
    const other = await TestClient.login(sim);
    expect(await named()).toHaveLength(3);
    other.close();
    await expect.poll(named, { timeout: 120_000 }).toHaveLength(2);
    client.close();
  });
});
