import { type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { openSql } from './client';
import type { Tx } from './transaction';

/** A table the rehearsal works on a copy of. */
export type TableCopy = {
  table: string;
  /** The rows to copy, as a condition on `t`; copies made before are seen under their own names. */
  rows: SQL;
  /** Triggers that belong to what is rehearsed; all others stay behind. */
  triggers?: readonly string[];
};

/** New rows are numbered far above every real one, so that they collide with no copy. */
const FIRST_ID = 1_000_000_000_000_000;

/** SQLSTATE of a lock that did not come in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Runs a part of the work in a transaction of its own, whose changes to the copies the next part finds. */
export type Step = <T>(part: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Runs `work` on private copies of some tables, which are gone afterwards. The copies are temporary tables
 * under the same names, and PostgreSQL finds those before the real ones: unmodified statements and
 * triggers work on them. Every step is a READ ONLY transaction, in which PostgreSQL refuses each write to
 * and each row lock on anything but temporary tables; so a rehearsal changes nothing and keeps nobody
 * waiting, whatever `work` does.
 *
 * On a connection of its own: a plan that was made for the real tables must not meet the copies. One at
 * a time in each `queue`; whoever waits longer than `seconds` for the turn is told `busy`.
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
    // One moment of the real tables, however long the copying takes.
    await db.transaction((tx) => copyTables(tx as unknown as Tx, copies), {
      isolationLevel: 'repeatable read',
    });
    // Short steps, so that what they replace in the copies is swept up between them.
    return await work((part) =>
      db.transaction((tx) => part(tx as unknown as Tx), { accessMode: 'read only' }),
    );
  } finally {
    await connection.end({ timeout: 5 });
  }
}

/** Held by the session, and so until the connection ends. */
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
  // Nobody gathers statistics of temporary tables by itself.
  await tx.execute(sql`analyze ${copy}`);
}

/** Computed columns follow from the others and cannot be written. */
async function listColumns(tx: Tx, table: string) {
  return tx.execute<{ name: string; isIdentity: boolean }>(sql`
    select attname as name, attidentity <> '' as "isIdentity" from pg_attribute
    where attrelid = format('public.%I', ${table}::text)::regclass
      and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum`);
}

/** The triggers as they stand, on the copy instead. */
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
