import { and, eq, lte, sql } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { scheduledChanges } from '@/db/schema/services';
import type { Tx } from '@/db/transaction';
import type { TxCtx } from '@/lib/context';
import { whyWaits } from '@/lib/services/lookups/why-waits';

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

/** Records that a defect keeps a change from being applied, since now unless it already did. */
export async function noteDefect(ctx: TxCtx, changeId: number): Promise<void> {
  await ctx.tx
    .update(scheduledChanges)
    .set({ defectSince: sql`coalesce(${scheduledChanges.defectSince}, ${ctx.now.toISOString()})` })
    .where(eq(scheduledChanges.id, changeId));
}

// Named with their table, because a subquery has a column of the same name.
const ofChange = {
  kind: sql`scheduled_changes.kind`,
  serviceId: sql`scheduled_changes.service_id`,
};

/** Returns why a due change has to wait; null if it does not. */
export async function findWait(
  ctx: TxCtx,
  { changeId, today }: { changeId: number; today: string },
): Promise<string | null> {
  const [row] = await ctx.tx
    .select({ why: sql<string | null>`${whyWaits(ofChange, today)}` })
    .from(scheduledChanges)
    .where(eq(scheduledChanges.id, changeId));
  return row?.why ?? null;
}

/** Lists the changes due by `today` that can be applied now, in the order of their days. */
export async function listDueChangeIds(
  db: Db | Tx,
  { today, limit }: { today: string; limit: number },
): Promise<number[]> {
  const rows = await db
    .select({ id: scheduledChanges.id })
    .from(scheduledChanges)
    .where(
      and(
        eq(scheduledChanges.state, 'pending'),
        lte(scheduledChanges.effectiveDate, today),
        sql`${whyWaits(ofChange, today)} is null`,
      ),
    )
    .orderBy(scheduledChanges.effectiveDate, scheduledChanges.id)
    .limit(limit);
  return rows.map((row) => row.id);
}
