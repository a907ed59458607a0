import { and, eq, lte } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { scheduledChanges } from '@/db/schema/services';
import type { Tx } from '@/db/transaction';
import type { TxCtx } from '@/lib/context';

export async function insertScheduledChange(
  ctx: TxCtx,
  row: typeof scheduledChanges.$inferInsert,
): Promise<number> {
  const [inserted] = await ctx.tx
    .insert(scheduledChanges)
    .values(row)
    .returning({ id: scheduledChanges.id });
  if (!inserted) throw new Error('services: the scheduled change was not written');
  return inserted.id;
}

export async function lockScheduledChange(ctx: TxCtx, changeId: number) {
  const [row] = await ctx.tx
    .select()
    .from(scheduledChanges)
    .where(eq(scheduledChanges.id, changeId))
    .for('update');
  return row;
}

export async function listDueChangeIds(
  db: Db | Tx,
  { today, limit }: { today: string; limit: number },
): Promise<number[]> {
  const rows = await db
    .select({ id: scheduledChanges.id })
    .from(scheduledChanges)
    .where(and(eq(scheduledChanges.state, 'pending'), lte(scheduledChanges.effectiveDate, today)))
    .orderBy(scheduledChanges.effectiveDate, scheduledChanges.id)
    .limit(limit);
  return rows.map((row) => row.id);
}
