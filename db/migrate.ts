import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { grantRights } from './rights';

/** An arbitrary constant, the same for every process that migrates this product. */
const MIGRATION_LOCK = 7_305_808_441;

/** Trusted since PostgreSQL 13: the database's owner may create them. */
const extensions = ['pg_trgm', 'btree_gist'];

export type MigrationFolders = { migrations: string; sql: string };

export function migrationFolders(root: string): MigrationFolders {
  return { migrations: path.join(root, 'db', 'migrations'), sql: path.join(root, 'db', 'sql') };
}

/**
 * Brings a database to the current schema: pending generated migrations in one transaction, then every hand-written
 * file of `db/sql` in name order, each in its own transaction, and last the rights of the role the product runs as.
 * Those files are idempotent, so repeated or concurrent runs are harmless.
 * @returns the warnings of `db/sql`, for the operator
 * @throws Error with the file and PostgreSQL's own message, which drizzle-kit would swallow.
 */
export async function migrateDatabase(url: string, folders: MigrationFolders): Promise<string[]> {
  const warnings: string[] = [];
  const onnotice = ({ severity, message }: postgres.Notice) => {
    if (severity === 'WARNING' && message !== undefined) warnings.push(message);
  };
  // One connection: the lock belongs to the session that took it.
  const sql = postgres(url, { max: 1, onnotice });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await createExtensions(sql);
    await migrate(drizzle(sql), { migrationsFolder: folders.migrations }).catch(
      (error: unknown) => {
        throw describeSqlError('db/migrations', error);
      },
    );
    await applySqlFiles(sql, folders.sql);
    const told = [...warnings];
    await grantRights(sql);
    return told;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Extensions that generated indexes and exclusion constraints need. */
async function createExtensions(sql: postgres.Sql): Promise<void> {
  for (const name of extensions) await sql`create extension if not exists ${sql(name)}`;
}

/** Runs the hand-written SQL: triggers, functions and aggregates that the generator cannot express. */
async function applySqlFiles(sql: postgres.Sql, folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql'));
  for (const name of names.sort()) {
    const text = await readFile(path.join(folder, name), 'utf8');
    await sql
      .begin((tx) => tx.unsafe(text))
      .catch((error: unknown) => {
        throw describeSqlError(`db/sql/${name}`, error);
      });
  }
}

/** PostgreSQL's error with its detail and the surrounding lines. */
function describeSqlError(file: string, error: unknown): Error {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (!(cause instanceof postgres.PostgresError)) {
    return new Error(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  const { message, code, detail, hint, where, query } = cause as postgres.PostgresError & {
    query?: string;
  };
  const parts = [
    `${file}: ${message} (${code})`,
    detail,
    hint,
    where,
    excerpt(query, cause.position),
  ];
  return new Error(parts.filter(Boolean).join('\n'), { cause });
}

function excerpt(query: string | undefined, position: string | undefined): string | undefined {
  if (query === undefined) return undefined;
  const at = Math.max(0, Number(position ?? 1) - 1);
  const line = query.slice(0, at).split('\n').length;
  const text = query.split('\n').slice(Math.max(0, line - 2), line + 2);
  return `near line ${line}:\n${text.join('\n')}`;
}
