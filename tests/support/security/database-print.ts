import { getSql } from '@/db/client';

/**
 * One hash per table over all of its rows, which detects any insert, update or delete. Leaves out what is not business
 * data: attempt counters, and identity sequences (they are not rows).
 */
export async function printDatabase(): Promise<Map<string, string>> {
  const sql = getSql();
  const tables = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relname <> 'rate_limits' order by 1`;
  const prints = new Map<string, string>();
  for (const { name } of tables) {
    const [row] = await sql<{ print: string }[]>`
      select count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as print
      from ${sql(name)} t`;
    prints.set(name, row?.print ?? '');
  }
  return prints;
}

/** The tables that differ between two prints. */
export function changedTables(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (table) => before.get(table) !== after.get(table),
  );
}
