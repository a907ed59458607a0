import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';

export type TestDatabase = {
  name: string;
  url: string;
  /** Cuts whoever is still connected. */
  drop: () => Promise<void>;
};

/** A fresh migrated database on the run's PostgreSQL; a clone takes some tens of milliseconds. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { adminUrl, template, run } = inject('testServer');
  const name = `t_${run}_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const drop = () =>
    asAdmin(adminUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`);
  return { name, url: url.href, drop };
}

/** The database this test file runs on, for tests that open connections of their own. */
export function testDatabaseUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (url === undefined) throw new Error('Only files of the integration project have a database.');
  return url;
}

async function asAdmin(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, fetch_types: false });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
