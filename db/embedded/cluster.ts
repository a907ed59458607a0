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
 * Where the cluster can live: the wanted folder, or a machine folder when the account that runs
 * PostgreSQL for root is locked out of it. `isKnown` tells whether the wanted place remembers a
 * cluster; without that, one found elsewhere belongs to data that was deleted since.
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

/** Runs initdb beside the final place and renames, so that a kill half-way leaves no half cluster. */
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
    // The builtin locale is the same on every machine, whatever locales that machine has.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(options.durable ? [] : ['--no-sync', '--no-data-checksums']),
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
