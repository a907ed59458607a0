import { and, asc, eq, sql } from 'drizzle-orm';
import { bulkRows, bulkRuns } from '@/db/schema/bulk';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx, TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { BulkRowState } from '@/lib/kit/words';

export type BulkRun = typeof bulkRuns.$inferSelect;
type RowKey = { bulkId: string; subjectId: number };

export async function getRun(ctx: ActorlessCtx, bulkId: string): Promise<BulkRun> {
  const [row] = await readDb(ctx).select().from(bulkRuns).where(eq(bulkRuns.id, bulkId));
  return found(row);
}

export async function listPendingSubjects(
  ctx: ActorlessCtx,
  { bulkId, limit }: { bulkId: string; limit: number },
): Promise<number[]> {
  const rows = await readDb(ctx)
    .select({ subjectId: bulkRows.subjectId })
    .from(bulkRows)
    .where(and(eq(bulkRows.bulkId, bulkId), eq(bulkRows.state, 'pending')))
    .orderBy(asc(bulkRows.subjectId))
    .limit(limit);
  return rows.map(({ subjectId }) => subjectId);
}

/** Locks a pending row for this transaction; false if it is already processed or locked by another worker. */
export async function claimRow(ctx: TxCtx, key: RowKey): Promise<boolean> {
  const rows = await ctx.tx
    .select({ subjectId: bulkRows.subjectId })
    .from(bulkRows)
    .where(and(isRow(key), eq(bulkRows.state, 'pending')))
    .for('update', { skipLocked: true });
  return rows.length === 1;
}

export type RowOutcome = {
  state: Exclude<BulkRowState, 'pending'>;
  reason?: string;
  reasonParams?: Record<string, string | number>;
};

export async function closeRow(ctx: TxCtx, key: RowKey, outcome: RowOutcome): Promise<void> {
  await ctx.tx
    .update(bulkRows)
    .set({ ...outcome, settledAt: ctx.now })
    .where(isRow(key));
}

/** Marks the run as done once no row is pending, and returns whether it is done. */
export async function finishRun(ctx: TxCtx, bulkId: string): Promise<boolean> {
  await ctx.tx
    .update(bulkRuns)
    .set({ finishedAt: ctx.now })
    .where(
      sql`${bulkRuns.id} = ${bulkId} and ${bulkRuns.finishedAt} is null and not exists (
        select 1 from ${bulkRows} where ${bulkRows.bulkId} = ${bulkId} and ${bulkRows.state} = 'pending')`,
    );
  return (await getRun(ctx, bulkId)).finishedAt !== null;
}

function isRow({ bulkId, subjectId }: RowKey) {
  return and(eq(bulkRows.bulkId, bulkId), eq(bulkRows.subjectId, subjectId));
}
