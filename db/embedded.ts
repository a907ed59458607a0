import { randomBytes } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { createCluster, placeCluster } from './embedded/cluster';
import { EmbeddedPostgresError, explainFault } from './embedded/errors';
import {
  choosePort,
  exists,
  findBinaries,
  requireDiskSpace,
  type ServiceUser,
  serviceUser,
} from './embedded/host';
import { launchServer, waitUntilReady } from './embedded/launch';
import { type Memory, readMemory, writeMemory } from './embedded/memory';
import { findPostmaster, stopPostmaster } from './embedded/postmaster';

const STOP_PATIENCE_MS = 15_000;

/** Speed over durability: only for throwaway databases. */
const throwawaySettings = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
];

export type EmbeddedPostgresOptions = {
  /** The cluster's directory; its password and port are next to it in `<folder>.json`, its log in `.log`. */
  dataDirectory: string;
  /** Database to create if it is missing. */
  database?: string;
  /** False trades crash safety for speed. Defaults to true. */
  durable?: boolean;
  /** Further `name=value` server settings. */
  settings?: string[];
};

export type EmbeddedPostgres = {
  /** URL of the requested database. */
  url: string;
  urlFor: (database: string) => string;
  port: number;
  pid: number;
  /** True if the server was already running, started by an earlier process. */
  adopted: boolean;
  /** `fast` aborts open transactions and checkpoints; `immediate` simulates a crash. */
  stop: (mode?: 'fast' | 'immediate') => Promise<void>;
};

/**
 * Starts PostgreSQL from npm on a loopback port, creating the cluster on first use. Recovers from anything an earlier
 * kill left behind and adopts a server still running on the same directory.
 * @throws EmbeddedPostgresError with one sentence a person can act on.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  try {
    return await start(options);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw explainFault(error, options.dataDirectory);
  }
}

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const parent = path.dirname(options.dataDirectory);
  await mkdir(parent, { recursive: true });
  const wanted = path.join(await realpath(parent), path.basename(options.dataDirectory));
  const user = serviceUser();
  const known = await readMemory(`${wanted}.json`);
  const folder = await placeCluster(wanted, user, known !== undefined);
  const memory = known ?? (await newMemory(wanted, folder));

  const running = findPostmaster(folder);
  if (running !== undefined) {
    const { port, pid } = await waitUntilReady(folder);
    return openHandle(options, { port, pid, password: memory.password, adopted: true });
  }
  await requireDiskSpace(parent);
  const { port, pid } = await startServer({ options, user, memory, wanted, folder });
  return openHandle(options, { port, pid, password: memory.password, adopted: false });
}

async function newMemory(wanted: string, folder: string): Promise<Memory> {
  if (await exists(path.join(folder, 'PG_VERSION'))) {
    throw new EmbeddedPostgresError(
      `${wanted}.json with the password of the database in ${folder} is gone: put it back, or delete that folder to start with an empty database.`,
    );
  }
  const memory = { password: randomBytes(24).toString('base64url') };
  await writeMemory(`${wanted}.json`, memory);
  return memory;
}

type Place = {
  options: EmbeddedPostgresOptions;
  user: ServiceUser;
  memory: Memory;
  wanted: string;
  folder: string;
};

async function startServer({ options, user, memory, wanted, folder }: Place) {
  const durable = options.durable ?? true;
  const binaries = await findBinaries(user);
  if (!(await exists(path.join(folder, 'PG_VERSION')))) {
    await createCluster({ folder, binaries, user, password: memory.password, durable });
  }
  const port = await choosePort(memory.port);
  await writeMemory(`${wanted}.json`, { ...memory, port });
  const settings = [...(durable ? [] : throwawaySettings), ...(options.settings ?? [])];
  return launchServer({ folder, binaries, user, port, log: `${wanted}.log`, settings });
}

type Server = { pid: number; port: number; password: string; adopted: boolean };

async function openHandle(
  { database = 'postgres' }: EmbeddedPostgresOptions,
  { pid, port, password, adopted }: Server,
): Promise<EmbeddedPostgres> {
  const urlFor = (name: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${name}`;
  if (database !== 'postgres') await ensureDatabase(urlFor('postgres'), database);
  return {
    url: urlFor(database),
    urlFor,
    port,
    pid,
    adopted,
    stop: async (mode = 'fast') => {
      const signal = mode === 'fast' ? 'SIGINT' : 'SIGQUIT';
      if (await stopPostmaster(pid, signal, STOP_PATIENCE_MS)) return;
      await stopPostmaster(pid, 'SIGKILL', STOP_PATIENCE_MS);
    },
  };
}

async function ensureDatabase(adminUrl: string, database: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    const found = await sql`select 1 from pg_database where datname = ${database}`;
    if (found.length === 0) await sql`create database ${sql(database)}`;
  } finally {
    await sql.end();
  }
}
