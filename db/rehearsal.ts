import { type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { openSql } from './client';
import type { Tx } from './transaction';

/** A table to copy for the rehearsal. */
export type TableCopy = {
  table: string;
  /** The rows to copy, as a condition on `t`; earlier copies are visible under their own names. */
  rows: SQL;
  /** Triggers that are part of the rehearsal; all others are left out. */
  triggers?: readonly string[];
};

/** New rows get ids far above every real one, so that they cannot collide with a copy. */
const FIRST_ID = 1_000_000_000_000_000;

/** SQLSTATE of a lock timeout. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Runs one part of the work in its own transaction, whose changes to the copies are visible to the next part. */
export type Step = <T>(part: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Runs `work` on private copies of some tables, which are dropped afterwards. The copies are temporary tables with
 * the same names, which PostgreSQL resolves before the real ones, so unmodified statements and triggers work on them.
 * Every step is a READ ONLY transaction, in which PostgreSQL refuses writes to and row locks on anything but
 * temporary tables; so a rehearsal changes nothing and blocks no one, whatever `work` does.
 *
 * Uses its own connection, because a plan made for the real tables must not be used on the copies. Rehearsals run one
 * at a time per `queue`; a call that waits longer than `seconds` for its turn returns `busy`.
 */
export async function inRehearsal<T>(
  copies: readonly TableCopy[],
  work: (step: Step) => Promise<T>,
  turn: { queue: string; seconds: number },
): Promise<T | 'busy'> {
  const connection = openSql(1);
  try {
    if (!(await takesTurn(connection, turn))) return 'busy';
    const db = drizzle(connection);
    // One snapshot of the real tables, however long the copying takes.
    await db.transaction((tx) => copyTables(tx as unknown as Tx, copies), {
      isolationLevel: 'repeatable read',
    });
    // Short transactions, so that dead rows of the copies can be pruned in between.
    return await work((part) =>
      db.transaction((tx) => part(tx as unknown as Tx), { accessMode: 'read only' }),
    );
  } finally {
    await connection.end({ timeout: 5 });
  }
}

/** Held by the session, and so until the connection closes. */
async function takesTurn(
  connection: postgres.Sql,
  { queue, seconds }: { queue: string; seconds: number },
): Promise<boolean> {
  await connection`select set_config('lock_timeout', ${`${seconds}s`}, false)`;
  try {
    await connection`select pg_advisory_lock(hashtext(${`rehearsal:${queue}`}))`;
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}

async function copyTables(tx: Tx, copies: readonly TableCopy[]): Promise<void> {
  await tx.execute(
    sql`select set_config('temp_buffers', '256MB', false), set_config('jit', 'off', false)`,
  );
  for (const copy of copies) await copyTable(tx, copy);
}

async function copyTable(tx: Tx, { table, rows, triggers = [] }: TableCopy): Promise<void> {
  const real = sql`public.${sql.identifier(table)}`;
  const copy = sql`pg_temp.${sql.identifier(table)}`;
  await tx.execute(
    sql`create temporary table ${sql.identifier(table)} (like ${real} including all)`,
  );
  const columns = await listColumns(tx, table);
  const names = sql.join(
    columns.map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
  await tx.execute(sql`
    insert into ${copy} (${names}) overriding system value select ${names} from ${real} t where ${rows}`);
  for (const { name, isIdentity } of columns) {
    if (isIdentity)
      await tx.execute(
        sql`alter table ${copy} alter column ${sql.identifier(name)} restart with ${sql.raw(String(FIRST_ID))}`,
      );
  }
  for (const definition of await listTriggers(tx, { table, triggers })) {
    await tx.execute(sql.raw(definition));
  }
  // Autovacuum does not analyse temporary tables.
  await tx.execute(sql`analyze ${copy}`);
}

/** Generated columns are computed from others and cannot be written. */
async function listColumns(tx: Tx, table: string) {
  return tx.execute<{ name: string; isIdentity: boolean }>(sql`
    select attname as name, attidentity <> '' as "isIdentity" from pg_attribute
    where attrelid = format('public.%I', ${table}::text)::regclass
      and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum`);
}

/** Recreates the triggers on the copy. */
async function listTriggers(
  tx: Tx,
  { table, triggers }: { table: string; triggers: readonly string[] },
): Promise<string[]> {
  if (triggers.length === 0) return [];
  const rows = await tx.execute<{ definition: string }>(sql`
    select replace(pg_get_triggerdef(oid), format(' ON public.%I ', ${table}::text),
                   format(' ON pg_temp.%I ', ${table}::text)) as definition
    from pg_trigger
    where tgrelid = format('public.%I', ${table}::text)::regclass and tgname in ${[...triggers]}
    order by tgname`);
  if (rows.length !== triggers.length) throw new Error(`${table} has not all of these triggers`);
  return rows.map((row) => row.definition);
}
