import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './errors';
import { type Binaries, bareEnvironment, type ServiceUser } from './host';
import { findPostmaster, killOrphanedBackends, type Postmaster } from './postmaster';

const START_PATIENCE_MS = 60_000;
const MAX_LOG_BYTES = 2 * 1024 * 1024;

export type LaunchOptions = {
  folder: string;
  binaries: Binaries;
  user: ServiceUser;
  port: number;
  log: string;
  /** Further `name=value` server settings. */
  settings: string[];
};

/** Starts the server process and waits until it accepts connections. */
export async function launchServer(options: LaunchOptions): Promise<Postmaster> {
  const { folder, log } = options;
  // No server runs on this directory, so a pid file is stale and its pid may have been reused.
  await rm(path.join(folder, 'postmaster.pid'), { force: true });
  killOrphanedBackends(folder);
  const logBytes = (await stat(log).catch(() => undefined))?.size ?? 0;
  const output = openSync(log, logBytes > MAX_LOG_BYTES ? 'w' : 'a', 0o600);
  const logStart = (await stat(log)).size;
  const child = spawnServer(options, output);
  closeSync(output);
  return waitUntilReady(folder, () => failureOf(child, log, logStart));
}

function spawnServer(options: LaunchOptions, output: number): ChildProcess {
  const settings = [
    `port=${options.port}`,
    'listen_addresses=127.0.0.1',
    // TCP only: socket files would need a directory that every kind of user can write to.
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    ...options.settings,
  ];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  // Detached: Ctrl-C in the terminal must reach the application first and the database last.
  const child: ChildProcess = spawn(options.binaries.postgres, ['-D', options.folder, ...flags], {
    ...options.user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
    env: bareEnvironment,
  });
  child.unref();
  return child;
}

/** Waits for the server on this directory; `failure` reports early that it will never start. */
export async function waitUntilReady(
  folder: string,
  failure: () => Promise<Error> | undefined = () => undefined,
): Promise<Postmaster> {
  for (let waited = 0; waited < START_PATIENCE_MS; waited += 20) {
    const postmaster = findPostmaster(folder);
    if (postmaster?.ready === true) return postmaster;
    const failed = failure();
    if (failed !== undefined) throw await failed;
    await sleep(20);
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL in ${folder} was not ready after ${START_PATIENCE_MS / 1000} seconds; its log tells why.`,
  );
}

function failureOf(child: ChildProcess, log: string, from: number): Promise<Error> | undefined {
  if (child.exitCode === null && child.signalCode === null) return undefined;
  return readFile(log).then((content) => {
    const lines = content.subarray(from).toString('utf8').trim().split('\n');
    const fatal = lines.filter((line) => /FATAL|PANIC|could not/.test(line));
    return new Error((fatal.length > 0 ? fatal : lines).slice(-3).join(' ') || 'it ended at once');
  });
}
