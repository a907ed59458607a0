import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { env } from '@/lib/kit/env';
import { withNamedStatements } from './named-statements';
import { APP_ROLE } from './rights';

export type Db = PostgresJsDatabase;

type Client = { sql: postgres.Sql; db: Db };

/** On globalThis: Next loads this module once per bundle, and each pool would hold its own connections. */
const holder = globalThis as typeof globalThis & { netpurseDatabase?: Client };

function client(): Client {
  holder.netpurseDatabase ??= connect();
  return holder.netpurseDatabase;
}

function connect(): Client {
  const sql = openSql(env().DATABASE_POOL_MAX);
  return { sql, db: drizzle(withNamedStatements(sql)) };
}

/** Opens connections outside the pool, as the product's role; the caller must close them. */
export function openSql(max: number): postgres.Sql {
  return postgres(env().DATABASE_URL, {
    max,
    connect_timeout: 10,
    idle_timeout: 60,
    // The driver's own delays grow to 20 s and count the failures of the whole pool: after a database restart every
    // slot would wait that long.
    backoff: (failures: number) => Math.min(0.05 * 2 ** failures, 1),
    connection: { application_name: 'netpurse', TimeZone: 'UTC', role: APP_ROLE },
    onnotice: () => undefined,
  });
}

export function getDb(): Db {
  return client().db;
}

/** Returns the driver itself, for LISTEN and for set-based statements that drizzle only passes through. */
export function getSql(): postgres.Sql {
  return client().sql;
}

export async function closeDb(): Promise<void> {
  const open = holder.netpurseDatabase;
  delete holder.netpurseDatabase;
  await open?.sql.end({ timeout: 5 });
}
