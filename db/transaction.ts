import type { SQL } from 'drizzle-orm';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import type { PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import { type Db, getDb } from './client';
import { retryConflicts } from './retry-conflicts';

export type Tx = PgTransaction<
  PostgresJsQueryResultHKT,
  Record<string, unknown>,
  Record<string, never>
>;

/**
 * Runs `work` in one transaction, joining the caller's if there is one, so that commands compose. READ COMMITTED:
 * rules that need a stable view lock the rows they decide on. `work` must not call the network, because the
 * transaction holds a connection and row locks while it waits, nor write anything outside the database: the outermost
 * transaction runs again after a deadlock or a serialization failure.
 */
export async function inTransaction<C extends { tx?: Tx }, T>(
  ctx: C,
  work: (ctx: C & { tx: Tx }) => Promise<T>,
): Promise<T> {
  if (ctx.tx) return work({ ...ctx, tx: ctx.tx });
  return retryConflicts(() =>
    getDb().transaction((tx) => work({ ...ctx, tx: tx as unknown as Tx })),
  );
}

/**
 * Inlines the parameters, quoted by drizzle: one round trip instead of two, because the server need not be asked for
 * their types. For the few statements that run hundreds of times in a sweep; planned each time, like all others.
 */
export function inOneTrip(query: SQL): SQL {
  return query.inlineParams();
}

/** Where to read from: the caller's transaction, or else the pool. */
export function readDb(ctx: { tx?: Tx }): Db | Tx {
  return ctx.tx ?? getDb();
}

/** Runs work that may fail alone: in its own transaction, or in a savepoint of the caller's. */
export async function apart<C extends { tx?: Tx }, T>(
  ctx: C,
  work: (ctx: C & { tx: Tx }) => Promise<T>,
): Promise<T> {
  return ctx.tx
    ? ctx.tx.transaction((tx) => work({ ...ctx, tx }))
    : inTransaction(ctx, (tctx) => work(tctx));
}
