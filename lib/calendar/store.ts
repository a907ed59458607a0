import { and, eq, lte, sql } from 'drizzle-orm';
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
        // Its router can't be told now; the change follows once the router is back.
        sql`not (${scheduledChanges.kind} in ('plan', 'pause') and service_is_frozen(${scheduledChanges.serviceId}))`,
      ),
    )
    .orderBy(scheduledChanges.effectiveDate, scheduledChanges.id)
    .limit(limit);
  return rows.map((row) => row.id);
}
