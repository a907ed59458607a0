import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded';
import { isRunning } from '@/db/embedded/postmaster';
import { asAdmin } from './as-admin';
import { leaveMemory, renewMemory } from './memory';

const LOCK_PATIENCE_MS = 120_000;

/**
 * Shares one throw-away PostgreSQL among all test runs of this tree. Each run holds a lease named after its process;
 * the last to leave stops the server, and leases of killed runs are ignored.
 */
export async function joinTestServer(root: string): Promise<EmbeddedPostgres> {
  const home = path.join(root, '.data', 'test');
  mkdirSync(path.join(home, 'leases'), { recursive: true });
  return withLock(home, async () => {
    const server = await startEmbeddedPostgres({
      dataDirectory: path.join(home, 'postgres'),
      durable: false,
      settings: [
        // New tables have no statistics, and starting workers to read a few rows takes fifty times as long as the rows.
        'max_parallel_workers_per_gather=0',
        ...(process.platform === 'win32' ? [] : [`unix_socket_directories=${tmpdir()}`]),
      ],
    });
    const others = liveLeases(home);
    await dropAbandonedDatabases(server, others);
    if (others.size === 0) await renewMemory(server.urlFor('postgres'), root);
    writeFileSync(path.join(home, 'leases', String(process.pid)), '');
    return server;
  });
}

export async function leaveTestServer(root: string, server: EmbeddedPostgres): Promise<void> {
  const home = path.join(root, '.data', 'test');
  await withLock(home, async () => {
    rmSync(path.join(home, 'leases', String(process.pid)), { force: true });
    const others = liveLeases(home);
    await dropAbandonedDatabases(server, others);
    if (others.size > 0) return;
    await leaveMemory(server.urlFor('postgres'), root);
    await server.stop();
  });
}

/**
 * The directory of the server's socket file, if it has one: a statement through it takes a fifth less processor time
 * than one over the loopback network.
 */
export function socketFolderOf({ port }: EmbeddedPostgres): string | null {
  return existsSync(path.join(tmpdir(), `.s.PGSQL.${port}`)) ? tmpdir() : null;
}

function liveLeases(home: string): Set<number> {
  const leases = readdirSync(path.join(home, 'leases')).map(Number);
  for (const pid of leases.filter((pid) => !isRunning(pid))) {
    rmSync(path.join(home, 'leases', String(pid)), { force: true });
  }
  return new Set(leases.filter(isRunning));
}

/** Drops the clones of dead runs, which are named `t_<run>_…` and only take up disk space. */
async function dropAbandonedDatabases(server: EmbeddedPostgres, live: Set<number>): Promise<void> {
  await asAdmin(server.urlFor('postgres'), async (sql) => {
    const found = await sql<{ datname: string }[]>`
      select datname from pg_database where datname like ${'t\\_%'}`;
    const abandoned = found.filter(({ datname }) => !live.has(Number(datname.split('_')[1])));
    for (const { datname } of abandoned) {
      await sql`drop database if exists ${sql(datname)} with (force)`;
    }
  });
}

async function withLock<T>(home: string, work: () => Promise<T>): Promise<T> {
  const lock = path.join(home, 'lock');
  for (let waited = 0; !tryLock(lock); waited += 50) {
    if (waited > LOCK_PATIENCE_MS) throw new Error(`Another test run holds ${lock}.`);
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(readFileSync(lock, 'utf8') || Number.NaN);
    if (Number.isInteger(holder) && !isRunning(holder)) rmSync(lock, { force: true });
    return false;
  }
}
