import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '@/db/embedded';

const root = path.join(import.meta.dirname, '..', '..', '..');
const entry = path.join(root, 'scripts', 'run.mjs');
const servingTask = path.join(import.meta.dirname, 'serving-task.ts');

let home: string;
let running: ChildProcess | undefined;

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'netpurse-stopped-'));
  await chmod(home, 0o755);
});

afterEach(async () => {
  if (running !== undefined && !hasEnded(running)) signalGroup(running, 'SIGKILL');
  // Ends a server that a failed test left behind.
  const dataDirectory = path.join(home, 'postgres');
  const left = await startEmbeddedPostgres({ dataDirectory }).catch(() => undefined);
  await left?.stop('immediate');
  rmSync(home, { recursive: true, force: true });
});

describe('a SIGTERM to the process group of a task', () => {
  it.each(['Starting PostgreSQL', 'Migrating the database'])(
    'leaves no PostgreSQL behind in the step "%s"',
    async (step) => {
      const cluster = await startEmbeddedPostgres({ dataDirectory: path.join(home, 'postgres') });
      await cluster.stop();
      const task = start([entry, 'setup']);
      await said(task, step);
      signalGroup(task, 'SIGTERM');
      await ended(task);
      expect(await isServerLeft()).toBe(false);
    },
  );
});

describe('a serving task', () => {
  it.each<{ signals: NodeJS.Signals[] }>([
    { signals: ['SIGTERM', 'SIGTERM', 'SIGTERM'] },
    { signals: ['SIGHUP', 'SIGHUP'] },
    { signals: ['SIGHUP', 'SIGTERM'] },
    { signals: ['SIGINT', 'SIGTERM'] },
  ])('stops its PostgreSQL and succeeds after $signals', async ({ signals }) => {
    const task = start(['--import', 'tsx', servingTask]);
    await said(task, 'serving');
    const [first, ...further] = signals;
    task.kill(first);
    // Two pending signals of one kind arrive as one.
    await said(task, 'Stopping');
    for (const signal of further) task.kill(signal);
    expect(await ended(task)).toBe(0);
    expect(await isServerLeft()).toBe(false);
  });

  it('stops its PostgreSQL when its parent ends after the signal', async () => {
    const task = start(['--import', 'tsx', servingTask]);
    await said(task, 'serving');
    task.kill('SIGTERM');
    task.disconnect();
    expect(await ended(task)).toBe(0);
    expect(await isServerLeft()).toBe(false);
  });
});

function start(args: string[]): ChildProcess {
  const { DATABASE_URL: _shared, ...inherited } = process.env;
  const TSX_TSCONFIG_PATH = path.join(root, 'scripts', 'tsconfig.json');
  running = spawn(process.execPath, args, {
    cwd: root,
    // A process group of its own, as the terminal and a service manager give it.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...inherited, NETPURSE_DATA_DIR: home, TSX_TSCONFIG_PATH },
  });
  return running;
}

function said(task: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    task.stdout?.on('data', (part) => {
      output += String(part);
      if (output.includes(text)) resolve();
    });
    task.once('exit', () => reject(new Error(`ended before "${text}": ${output}`)));
  });
}

async function ended(task: ChildProcess): Promise<number | null> {
  if (!hasEnded(task)) await once(task, 'exit');
  return task.exitCode;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, signal);
}

/** A server left running would be adopted. An interrupted first start leaves no cluster, or one that starts anew. */
async function isServerLeft(): Promise<boolean> {
  const server = await startEmbeddedPostgres({ dataDirectory: path.join(home, 'postgres') });
  await server.stop('immediate');
  return server.adopted;
}
