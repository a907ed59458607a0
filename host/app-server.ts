import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './home';
import { parentGuard } from './parent-guard';
import { Refusal } from './progress';

const READY_PATIENCE_MS = 120_000;
// Jobs have 20 s to finish a step in progress (inngest/runtime/stop-first.ts).
const STOP_PATIENCE_MS = 30_000;
const RESTARTS_PER_MINUTE_MAX = 5;

export type AppServerOptions = {
  mode: 'start' | 'dev';
  /** Loopback port. */
  port: number;
  env: Record<string, string>;
  logFile: string;
  onStarted: (pid: number) => void;
  /** Called when the process exits on its own, with whether it will be restarted. */
  onEnded: (code: number | string, isRestarting: boolean) => void;
};

export type AppServer = {
  ready: () => Promise<void>;
  pid: () => number;
  stop: () => Promise<void>;
};

/** Keeps the Next server running as a child process that cannot outlive this one. */
export function startAppServer(options: AppServerOptions): AppServer {
  let child = launch(options);
  let isStopping = false;
  const restarts: number[] = [];
  const supervise = () => {
    child.once('exit', (code, signal) => {
      const now = performance.now();
      restarts.push(now);
      const recent = restarts.filter((at) => now - at < 60_000);
      if (isStopping) return;
      const isRestarting = recent.length <= RESTARTS_PER_MINUTE_MAX;
      options.onEnded(signal ?? code ?? 1, isRestarting);
      if (!isRestarting) return;
      setTimeout(() => {
        if (isStopping) return;
        child = launch(options);
        supervise();
      }, 500);
    });
  };
  supervise();
  return {
    ready: () => waitUntilReady(options, () => child),
    pid: () => child.pid ?? 0,
    stop: async () => {
      isStopping = true;
      await endChild(child);
    },
  };
}

/** Prints that the application exited, and whether it restarts. */
export function tellEnd(code: number | string, isRestarting: boolean): void {
  const next = isRestarting
    ? 'and is started again'
    : 'again and again: it is left stopped, and its log tells why';
  process.stdout.write(`  The application ended (${code}) ${next}.\n`);
}

/**
 * Rendering a page allocates some megabytes; with Node's default young generation of 16 MB, every third page pays for a
 * collection.
 */
const roomForPages = ['--max-semi-space-size=64'];

function launch(options: AppServerOptions): ChildProcess {
  mkdirSync(path.dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const next = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  const address = ['-p', String(options.port), '-H', '127.0.0.1'];
  const args = [...roomForPages, ...parentGuard, next, options.mode, ...address];
  // In its own process group, so that Ctrl-C reaches only this process, which then stops its parts in order.
  const child = spawn(process.execPath, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...process.env, ...options.env },
  });
  closeSync(log);
  if (child.pid !== undefined) options.onStarted(child.pid);
  return child;
}

async function waitUntilReady(options: AppServerOptions, current: () => ChildProcess) {
  const url = `http://127.0.0.1:${options.port}/api/health`;
  const startedAt = performance.now();
  while (performance.now() - startedAt < READY_PATIENCE_MS) {
    const text = await fetch(url).then(
      (answer) => answer.text(),
      () => '',
    );
    // Jobs that are late after a long downtime are the operator's to see; the pages are up.
    if (text.includes('"database":"ok"')) return;
    if (current().exitCode !== null && performance.now() - startedAt > 5_000) break;
    await sleep(50);
  }
  const tail = readFileSync(options.logFile, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
  throw new Refusal(`${tail}\n\nThe application did not start; the lines above tell why.`);
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<boolean>((resolve) => child.once('exit', () => resolve(true)));
  signalGroup(child.pid, 'SIGTERM');
  const isGone = await Promise.race([ended, sleep(STOP_PATIENCE_MS, false, { ref: false })]);
  // The development server leaves workers behind when only its first process is killed.
  signalGroup(child.pid, 'SIGKILL');
  if (!isGone) await ended;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Returns a free loopback port, the wanted one if possible. */
export async function freePort(wanted?: number): Promise<number> {
  return (wanted !== undefined ? await tryPort(wanted) : undefined) ?? (await tryPort(0)) ?? 0;
}

/** Returns undefined when the port cannot be listened on. */
export function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      const chosen = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(chosen));
    });
  });
}
