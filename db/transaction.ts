import type { PgTransaction } from 'drizzle-orm/pg-core';
import type { PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import { type Db, getDb } from './client';

export type Tx = PgTransaction<
  PostgresJsQueryResultHKT,
  Record<string, unknown>,
  Record<string, never>
>;

/**
 * Runs `work` in one transaction, joining the caller's when there is one, so that commands compose.
 * READ COMMITTED: rules that need a stable view lock the rows they decide on. Nothing in `work` may
 * call the network: the transaction holds a connection and row locks while it waits.
 */
export async function inTransaction<C extends { tx?: Tx }, T>(
  ctx: C,
  work: (ctx: C & { tx: Tx }) => Promise<T>,
): Promise<T> {
  if (ctx.tx) return work({ ...ctx, tx: ctx.tx });
  return getDb().transaction((tx) => work({ ...ctx, tx: tx as unknown as Tx }));
}

/** Where a read goes: the caller's transaction, else the pool. */
export function readDb(ctx: { tx?: Tx }): Db | Tx {
  return ctx.tx ?? getDb();
}
