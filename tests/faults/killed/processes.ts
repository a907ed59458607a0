import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export type Kind = 'app' | 'sweeper';

/** How long one lives at most once it is at work: a server needs time to get into the middle of something. */
const lifeMs: Record<Kind, number> = { app: 4_000, sweeper: 600 };

export type Load = {
  /** How many processes were killed in the middle of their work. */
  kills: number;
  /** Payments whose success was told before the process that made them was killed. */
  paid: string[];
  /** Processes that ended by themselves, with what they said: there must be none. */
  ended: string[];
};

type Options = {
  kinds: readonly Kind[];
  kills: number;
  /** What the next process takes for now. */
  clock: (kills: number) => Date;
  afterKill: (kills: number) => Promise<void>;
};

/** Keeps one process of each kind at work and kills them again and again, until it is enough. */
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
  return spawn(process.execPath, ['--import', 'tsx', `tests/faults/killed/${kind}-process.ts`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NETPURSE_CLOCK_OFFSET_MS: offset, DATABASE_POOL_MAX: '6' },
  });
}
