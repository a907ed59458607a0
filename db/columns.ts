import { bigint, customType, timestamp } from 'drizzle-orm/pg-core';

/** Internal ids fit a JavaScript number for 285,000 years at 1,000 rows a second. */
export function idColumn() {
  return bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity();
}

export function reference(name: string) {
  return bigint(name, { mode: 'number' });
}

export function instant(name: string) {
  return timestamp(name, { withTimezone: true, mode: 'date' });
}

/** Set by the command from `ctx.now`; the database's clock decides nothing. */
export function createdAt() {
  return instant('created_at').notNull();
}

/** Minor units of the deployment's one currency. */
export function moneyMinor(name: string) {
  return bigint(name, { mode: 'bigint' });
}

export function bytesColumn(name: string) {
  return bigint(name, { mode: 'bigint' });
}

/** Raw bytes of a file; the driver reads and writes them as a Buffer. */
export const binaryColumn = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** A transaction's full id (xid8), as text. */
export const transactionIdColumn = customType<{ data: string }>({ dataType: () => 'xid8' });
