import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markRoutersDirty } from '@/lib/routers/mark-routers-dirty';
import { programOf } from '@/tests/support/program';
import {
  givenProvider,
  job,
  money,
  pay,
  running,
  sentence,
  settle,
  stoppedSubscriber,
  twoWeeksPaid,
} from './support';

beforeAll(() => givenProvider());
afterAll(() => Promise.all(running.map((sim) => sim.close())));

function start(what: 'pay' | 'sync', id: number): ChildProcess {
  const words = [what, String(id), job().now.toISOString()];
  return spawn(process.execPath, [programOf('tests/support/act-until-killed.ts'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: process.env,
  });
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function until(check: () => boolean): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!check()) {
    if (performance.now() > deadline) throw new Error('it never happened');
    await pause(20);
  }
}

describe('a process that is killed', () => {
  test('after the debit and before the push still pushes, and debits once', async () => {
    const world = await stoppedSubscriber();
    const child = start('pay', world.customerId);
    await once(child.stdout ?? child, 'data');
    await kill(child);
    expect(await money(world)).toEqual(twoWeeksPaid);
    expect(world.sim.served(world.login)).toBe('garden');
    expect(await sentence(world)).toBe('Being switched on at our network');
    expect((await markRoutersDirty(job())).routerIds).toContain(world.routerId);
    await settle(world);
    expect(world.sim.served(world.login)).toBe('served');
    expect(await sentence(world)).toBe('ready');
    expect(await money(world)).toEqual(twoWeeksPaid);
  });

  // Nothing on a router tells whether a session began before or after its login was changed.
  test('after the push and before it was recorded pushes again, and at most reconnects the session', async () => {
    const world = await stoppedSubscriber();
    const { sim, login, routerId } = world;
    await pay(world);
    const lists = () => sim.rows('ip/firewall/address-list').length;
    const sessionId = () => sim.rows('ppp/active')[0]?.['session-id'];
    const walledIn = sessionId();
    expect(lists()).toBe(1);
    const heal = sim.faults.add({ kind: 'silent', on: '/ppp/secret/print', nth: 2 });
    const child = start('sync', routerId);
    await until(() => lists() === 0 && sessionId() !== undefined && sessionId() !== walledIn);
    await kill(child);
    heal();
    // The router already serves them, but until the next read we do not claim so.
    expect(await sentence(world)).toBe('Being switched on at our network');
    sim.clearTranscript();
    await settle(world);
    const writes = sim
      .transcript()
      .map(({ words }) => words[0] ?? '')
      .filter((word) => /\/(add|set|remove)$/.test(word));
    expect(writes).toEqual(['/ppp/active/remove']);
    expect(sim.served(login)).toBe('served');
    expect(await sentence(world)).toBe('ready');
    expect(await money(world)).toEqual(twoWeeksPaid);
  });
});
