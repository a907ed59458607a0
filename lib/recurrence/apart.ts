import { inTransaction } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';

/** Runs work that may fail alone: in a transaction of its own, or a savepoint of the caller's. */
export async function apart<T>(ctx: Ctx, work: (ctx: TxCtx) => Promise<T>): Promise<T> {
  return ctx.tx
    ? ctx.tx.transaction((tx) => work({ ...ctx, tx }))
    : inTransaction(ctx, (tctx) => work(tctx));
}
