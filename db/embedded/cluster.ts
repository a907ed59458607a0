import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Binaries, bareEnvironment, canReach, type ServiceUser, serviceFolder } from './host';

export type ClusterOptions = {
  folder: string;
  binaries: Binaries;
  user: ServiceUser;
  password: string;
  durable: boolean;
};

/**
 * Returns where the cluster can be placed: the wanted directory or, if the account that runs PostgreSQL for root
 * cannot reach it, a machine-wide one. `isKnown` tells whether the wanted place has a record of a cluster; without
 * one, a cluster found elsewhere belongs to data that has been deleted.
 */
export async function placeCluster(
  wanted: string,
  user: ServiceUser,
  isKnown: boolean,
): Promise<string> {
  if (canReach(user, path.dirname(wanted))) return wanted;
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const elsewhere = await serviceFolder(name);
  if (!isKnown) await rm(elsewhere, { recursive: true, force: true });
  return elsewhere;
}

/** Runs initdb in a temporary directory and renames it, so that a kill never leaves half a cluster. */
export async function createCluster(options: ClusterOptions): Promise<void> {
  const partial = `${options.folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  const secrets = await mkdtemp(path.join(tmpdir(), 'netpurse-initdb-'));
  const passwordFile = path.join(secrets, 'password');
  try {
    await writeFile(passwordFile, `${options.password}\n`, { mode: 0o600 });
    await giveTo(options.user, partial, secrets, passwordFile);
    await runInitdb(options, partial, passwordFile);
    await rename(partial, options.folder);
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
}

async function runInitdb(options: ClusterOptions, folder: string, passwordFile: string) {
  const args = [
    `--pgdata=${folder}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The builtin locale is the same on every machine, whatever locales are installed.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(options.durable ? [] : ['--no-sync', '--no-data-checksums', '--set=scram_iterations=1']),
  ];
  await promisify(execFile)(options.binaries.initdb, args, {
    ...options.user,
    cwd: '/',
    env: bareEnvironment,
  });
}

async function giveTo({ uid, gid }: ServiceUser, ...files: string[]): Promise<void> {
  if (uid === undefined || gid === undefined) return;
  await Promise.all(files.map((file) => chown(file, uid, gid)));
}
