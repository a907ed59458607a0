import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import type postgres from 'postgres';

const shownSettings = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
  'work_mem',
  'max_wal_size',
];

/** Describes in one line the system that produced the figures; without it, figures cannot be compared. */
export async function describeEnvironment(sql: postgres.Sql, folder: string): Promise<string> {
  const rows = await sql<{ name: string; setting: string }[]>`
    select name, current_setting(name) as setting from pg_settings where name in ${sql(shownSettings)}`;
  const [server] = await sql<
    { version: string }[]
  >`select current_setting('server_version') as version`;
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  const isDurable = shownSettings.slice(0, 3).every((name) => settings.get(name) === 'on');
  return [
    isDurable ? 'durable' : 'NOT DURABLE',
    `git ${gitRevision()}`,
    `node ${process.versions.node}`,
    `PostgreSQL ${server?.version ?? '?'}`,
    ...shownSettings.map((name) => `${name}=${settings.get(name) ?? '?'}`),
    `fdatasync ${fdatasyncMicros(folder)} us`,
    `${cpus().length} cores`,
    `load ${currentLoad()}`,
  ].join(' · ');
}

export function currentLoad(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

/** Median time to make 8 kB durable, the minimum cost of every commit. */
function fdatasyncMicros(folder: string): number {
  const file = path.join(folder, 'fdatasync-probe');
  const page = Buffer.alloc(8192, 1);
  const handle = openSync(file, 'w');
  const times: number[] = [];
  for (let round = 0; round < 100; round += 1) {
    writeSync(handle, page, 0, page.length, 0);
    const startedAt = performance.now();
    fdatasyncSync(handle);
    times.push(performance.now() - startedAt);
  }
  closeSync(handle);
  rmSync(file);
  return Math.round((times.sort((a, b) => a - b)[50] ?? 0) * 1000);
}

function gitRevision(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    // An unpacked archive has no git history.
    return 'none';
  }
}
