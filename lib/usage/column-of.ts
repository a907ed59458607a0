import { type SQL, sql } from 'drizzle-orm';

type SqlType = 'bigint' | 'text' | 'timestamptz' | 'smallint';
type Value = string | number | bigint | Date | null;

/**
 * Binds one column of a list of rows as one array parameter, for `unnest`: the statement has the same text and number
 * of parameters for one row and for 50,000. Sent as text, which is exact for every type.
 */
export function columnOf(values: readonly Value[], type: SqlType): SQL {
  // Via text[], because drizzle disables the driver's own array serialiser for timestamps.
  return sql`${sql.param(values.map(toText))}::text[]::${sql.raw(type)}[]`;
}

function toText(value: Value): string | null {
  if (value === null) return null;
  return value instanceof Date ? value.toISOString() : String(value);
}
