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

/** Keeps what these tables hold now, so that several ways of doing the same can begin with the same rows. */
export async function keepRows(): Promise<void> {
  await asOwner(async (sql) => {
    await sql`create schema kept`;
    for (const table of tables) {
      await sql.unsafe(`create table kept.${table} as table ${table}`);
    }
  });
}

/** Puts the kept rows back; without triggers, which would refuse it or do what they did once more. */
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
