import type { SQL } from 'drizzle-orm';
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

/**
 * The statement with its parameters written out, quoted by drizzle: one round trip instead of two, because the
 * server need not be asked for their types. For those few that run hundreds of times in a sweep; planned anew
 * each time, like every other one.
 */
export function inOneTrip(query: SQL): SQL {
  return query.inlineParams();
}

/** Where a read goes: the caller's transaction, else the pool. */
export function readDb(ctx: { tx?: Tx }): Db | Tx {
  return ctx.tx ?? getDb();
}

/** Runs work that may fail alone: in a transaction of its own, or a savepoint of the caller's. */
export async function apart<C extends { tx?: Tx }, T>(
  ctx: C,
  work: (ctx: C & { tx: Tx }) => Promise<T>,
): Promise<T> {
  return ctx.tx
    ? ctx.tx.transaction((tx) => work({ ...ctx, tx }))
    : inTransaction(ctx, (tctx) => work(tctx));
}
