import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import {
  chown,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { EmbeddedPostgresError, explainFault } from './embedded/errors';
import {
  type Binaries,
  canReach,
  choosePort,
  exists,
  findBinaries,
  requireDiskSpace,
  type ServiceUser,
  serviceFolder,
  serviceUser,
} from './embedded/host';
import { findPostmaster, killOrphanedBackends, stopPostmaster } from './embedded/postmaster';

const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 15_000;
const MAX_LOG_BYTES = 2 * 1024 * 1024;

/** Speed before safety: only for databases that are thrown away. */
const THROWAWAY_SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
  'autovacuum_naptime=1h',
];

export type EmbeddedPostgresOptions = {
  /** Folder of the cluster; its settings and log lie beside it as `<folder>.json` and `.log`. */
  dataDirectory: string;
  /** Database to create when it is missing. */
  database?: string;
  /** False trades crash safety for speed. Defaults to true. */
  durable?: boolean;
  /** Extra `name=value` server settings. */
  settings?: string[];
};

export type EmbeddedPostgres = {
  /** URL of the requested database. */
  url: string;
  urlFor: (database: string) => string;
  port: number;
  pid: number;
  /** True when the server was running already, left by an earlier process. */
  adopted: boolean;
  /** `fast` ends open transactions and checkpoints; `immediate` is a simulated crash. */
  stop: (mode?: 'fast' | 'immediate') => Promise<void>;
};

type Remembered = { port?: number; password: string };

/**
 * Starts PostgreSQL from npm on a loopback port, creating the cluster on first use. Survives
 * whatever an earlier kill left behind and adopts a server that still runs on the same folder.
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
  const memory = `${wanted}.json`;
  const remembered = await readMemory(memory);
  const cluster = await placeCluster(wanted, user, remembered !== undefined);
  const state: Remembered = remembered ?? { password: randomBytes(24).toString('base64url') };
  if (remembered === undefined) await writeMemory(memory, state);

  const running = findPostmaster(cluster);
  if (running !== undefined) return adopt(options, cluster, running.pid, state);

  await requireDiskSpace(parent);
  const binaries = await findBinaries(user);
  if (!(await exists(path.join(cluster, 'PG_VERSION')))) {
    await createCluster({ cluster, binaries, user, password: state.password, options });
  }
  const port = await choosePort(state.port);
  await writeMemory(memory, { ...state, port });
  const log = `${wanted}.log`;
  const pid = await launch({ cluster, binaries, user, port, log, options });
  return connectHandle(options, { cluster, pid, port, password: state.password, adopted: false });
}

async function adopt(
  options: EmbeddedPostgresOptions,
  cluster: string,
  pid: number,
  state: Remembered,
): Promise<EmbeddedPostgres> {
  const { port } = await waitUntilReady(cluster, () => undefined);
  return connectHandle(options, { cluster, pid, port, password: state.password, adopted: true });
}

/** Root's service account may be locked out of the wanted folder; then the cluster lives elsewhere. */
async function placeCluster(wanted: string, user: ServiceUser, known: boolean): Promise<string> {
  if (canReach(user, path.dirname(wanted))) return wanted;
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const elsewhere = await serviceFolder(name);
  // Without its memory beside the wanted folder the old cluster belongs to data that was deleted.
  if (!known) await rm(elsewhere, { recursive: true, force: true });
  return elsewhere;
}

type Creation = {
  cluster: string;
  binaries: Binaries;
  user: ServiceUser;
  password: string;
  options: EmbeddedPostgresOptions;
};

/** Runs initdb beside the final place and renames, so that a kill half-way leaves no half cluster. */
async function createCluster({ cluster, binaries, user, password, options }: Creation) {
  const partial = `${cluster}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  const secrets = await mkdtemp(path.join(tmpdir(), 'netpurse-initdb-'));
  const passwordFile = path.join(secrets, 'password');
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await giveTo(user, partial, secrets, passwordFile);
    const flags = options.durable === false ? ['--no-sync', '--no-data-checksums'] : [];
    // The builtin locale is the same on every machine, whatever locales that machine has.
    await promisify(execFile)(
      binaries.initdb,
      [
        `--pgdata=${partial}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
        ...flags,
      ],
      { ...user, cwd: '/', env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } },
    );
    await rename(partial, cluster);
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
}

type Launch = Omit<Creation, 'password'> & { port: number; log: string };

async function launch({ cluster, binaries, user, port, log, options }: Launch): Promise<number> {
  await rm(path.join(cluster, 'postmaster.pid'), { force: true });
  killOrphanedBackends(cluster);
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    // TCP only: socket files would need a folder that every kind of user may write to.
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(options.durable === false ? THROWAWAY_SETTINGS : []),
    ...(options.settings ?? []),
  ];
  const isLarge = (await stat(log).catch(() => undefined))?.size ?? 0;
  const output = openSync(log, isLarge > MAX_LOG_BYTES ? 'w' : 'a', 0o600);
  const logStart = (await stat(log)).size;
  // Detached: Ctrl-C in the terminal must reach the application first and the database last.
  const child = spawn(
    binaries.postgres,
    ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...user,
      cwd: '/',
      detached: true,
      stdio: ['ignore', output, output],
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    },
  );
  closeSync(output);
  child.unref();
  const { pid } = await waitUntilReady(cluster, () => failureOf(child, log, logStart));
  return pid;
}

async function waitUntilReady(cluster: string, failure: () => Promise<Error> | undefined) {
  for (let waited = 0; waited < START_PATIENCE_MS; waited += 20) {
    const postmaster = findPostmaster(cluster);
    if (postmaster?.ready === true) return postmaster;
    const failed = failure();
    if (failed !== undefined) throw await failed;
    await sleep(20);
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL in ${cluster} was not ready after ${START_PATIENCE_MS / 1000} seconds; its log tells why.`,
  );
}

function failureOf(child: ChildProcess, log: string, from: number): Promise<Error> | undefined {
  if (child.exitCode === null && child.signalCode === null) return undefined;
  return readFile(log).then((content) => {
    const lines = content.subarray(from).toString('utf8').split('\n');
    const fatal = lines.filter((line) => /FATAL|PANIC|ERROR|could not/.test(line));
    return new Error((fatal.length > 0 ? fatal : lines).slice(-3).join(' ') || 'it ended at once');
  });
}

type Server = { cluster: string; pid: number; port: number; password: string; adopted: boolean };

async function connectHandle(
  options: EmbeddedPostgresOptions,
  server: Server,
): Promise<EmbeddedPostgres> {
  const urlFor = (database: string) =>
    `postgres://postgres:${server.password}@127.0.0.1:${server.port}/${database}`;
  const database = options.database ?? 'postgres';
  if (database !== 'postgres') await ensureDatabase(urlFor('postgres'), database);
  return {
    url: urlFor(database),
    urlFor,
    port: server.port,
    pid: server.pid,
    adopted: server.adopted,
    stop: async (mode = 'fast') => {
      const signal = mode === 'fast' ? 'SIGINT' : 'SIGQUIT';
      if (await stopPostmaster(server.pid, signal, STOP_PATIENCE_MS)) return;
      await stopPostmaster(server.pid, 'SIGKILL', STOP_PATIENCE_MS);
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

async function giveTo(user: ServiceUser, ...files: string[]): Promise<void> {
  const { uid, gid } = user;
  if (uid === undefined || gid === undefined) return;
  await Promise.all(files.map((file) => chown(file, uid, gid)));
}

async function readMemory(file: string): Promise<Remembered | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Remembered);
}

async function writeMemory(file: string, memory: Remembered): Promise<void> {
  await writeFile(`${file}.partial`, JSON.stringify(memory), { mode: 0o600 });
  await rename(`${file}.partial`, file);
}
