import { asOwner } from './as-owner';

const tables = [
  'accounts',
  'transfers',
  'schedule',
  'periods',
  'allocations',
  'services',
  'service_holds',
  'service_history',
  'events',
] as const;

/** Saves the current rows of these tables, so that several ways of doing the same start from the same state. */
export async function keepRows(): Promise<void> {
  await asOwner(async (sql) => {
    await sql`create schema kept`;
    for (const table of tables) {
      await sql.unsafe(`create table kept.${table} as table ${table}`);
    }
  });
}

/** Restores the saved rows, without triggers, which would reject it or repeat their effects. */
export async function restoreRows(): Promise<void> {
  await asOwner(async (sql) => {
    await sql`set session_replication_role = replica`;
    for (const table of tables) {
      const columns = await sql<{ name: string }[]>`
        select quote_ident(column_name) as name from information_schema.columns
        where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER' order by ordinal_position`;
      const list = columns.map(({ name }) => name).join(', ');
      await sql.unsafe(`delete from ${table}`);
      await sql.unsafe(
        `insert into ${table} (${list}) overriding system value select ${list} from kept.${table}`,
      );
    }
  });
}
