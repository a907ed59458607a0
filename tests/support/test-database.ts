import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { asAdmin } from './as-admin';

export type TestDatabase = {
  name: string;
  url: string;
  /** Further environment the driver needs for this URL. */
  env: Record<string, string>;
  /** Terminates open connections. */
  drop: () => Promise<void>;
};

/**
 * A fresh migrated database on the run's PostgreSQL; a clone takes some tens of milliseconds. Copying files takes half
 * the processor time of copying page by page through the shared buffers and the log.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { adminUrl, socketFolder, template, tablespace, run } = inject('testServer');
  const name = `t_${run}_${randomBytes(6).toString('hex')}`;
  await asAdmin(
    adminUrl,
    (sql) =>
      sql`create database ${sql(name)} template ${sql(template)} tablespace ${sql(tablespace)} strategy file_copy`,
  );
  const drop = async () => {
    await asAdmin(adminUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`);
  };
  return { name, ...addressOf(name, adminUrl, socketFolder), drop };
}

/** A URL cannot name a socket file; the driver then reads the server from the environment. */
function addressOf(name: string, adminUrl: string, socketFolder: string | null) {
  const { href, username, password, port } = Object.assign(new URL(adminUrl), { pathname: name });
  if (socketFolder === null) return { url: href, env: {} };
  const env = { PGHOST: socketFolder, PGPORT: port, PGUSER: username, PGPASSWORD: password };
  return { url: `postgres:///${name}`, env };
}

/** URL of this test file's database, for tests that open their own connections. */
export function testDatabaseUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (url === undefined) throw new Error('Only files of the integration project have a database.');
  return url;
}
