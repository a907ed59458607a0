import { getSql } from '@/db/client';

/** Attempt counters are not business data. */
const COUNTERS = 'rate_limits';

/**
 * The number of rows of each table and the sum of their hashes, which detects any insert, update or delete. Leaves out what is not business
 * data: attempt counters, and identity sequences (they are not rows).
 */
export async function printDatabase(): Promise<Map<string, string>> {
  const [union] = await getSql()<{ statement: string }[]>`
    select string_agg(format(
      $text$
        select %L as name,
          count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) as print
        from %s t
      $text$, oid::regclass, oid::regclass), ' union all ' order by relname) as statement
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`;
  // Prepared once per connection: a test has so few rows that planning would take longer than reading them.
  const tables = await getSql().unsafe<{ name: string; print: string }[]>(
    `select name, print from (${union?.statement}) of_table where name <> $1`,
    [COUNTERS],
    { prepare: true },
  );
  return new Map(tables.map(({ name, print }) => [name, print]));
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
