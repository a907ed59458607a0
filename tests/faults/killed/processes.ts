import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { programOf } from '@/tests/support/program';

export type Kind = 'app' | 'sweeper';

/** Longest life of a process once it is working: a server needs time to get into the middle of something. */
const lifeMs: Record<Kind, number> = { app: 4_000, sweeper: 600 };

export type Load = {
  /** Processes killed in the middle of their work. */
  kills: number;
  /** Payments reported successful before their process was killed. */
  paid: string[];
  /** Processes that exited on their own, with their output; there must be none. */
  ended: string[];
};

type Options = {
  kinds: readonly Kind[];
  kills: number;
  /** The next process's current time. */
  clock: (kills: number) => Date;
  afterKill: (kills: number) => Promise<void>;
};

/** Keeps one process of each kind running and kills them repeatedly until the target is reached. */
export async function killAgainAndAgain({
  kinds,
  kills,
  clock,
  afterKill,
}: Options): Promise<Load> {
  const load: Load = { kills: 0, paid: [], ended: [] };
  const slot = async (kind: Kind) => {
    while (load.kills < kills && load.ended.length === 0) {
      const isKilled = await runOnce(kind, clock(load.kills), load);
      if (!isKilled) return;
      load.kills += 1;
      await afterKill(load.kills);
    }
  };
  await Promise.all(kinds.map(slot));
  return load;
}

async function runOnce(kind: Kind, now: Date, load: Load): Promise<boolean> {
  const process = start(kind, now);
  const said: string[] = [];
  process.stderr?.on('data', (part) => said.push(String(part)));
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: process.stdout ?? ([] as never) }).on('line', (line) => {
      if (line === 'ready') resolve();
      else load.paid.push(line.replace('paid ', ''));
    });
  });
  const exited = once(process, 'exit');
  await Promise.race([ready, exited]);
  await Promise.race([sleep(Math.random() * lifeMs[kind]), exited]);
  if (process.exitCode !== null || process.signalCode !== null) {
    load.ended.push(`${kind}: ${said.join('').slice(0, 2_000)}`);
    return false;
  }
  process.kill('SIGKILL');
  await exited;
  return true;
}

function start(kind: Kind, now: Date): ChildProcess {
  const offset = String(now.getTime() - Date.now());
  // Before the packages of the bundle, which read the clock as well.
  const clock = pathToFileURL(programOf('tests/faults/killed/shift-clock.ts')).href;
  const program = programOf(`tests/faults/killed/${kind}-process.ts`);
  return spawn(process.execPath, ['--import', clock, program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NETPURSE_CLOCK_OFFSET_MS: offset, DATABASE_POOL_MAX: '6' },
  });
}
