import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { rolloutRows, rollouts } from '@/db/schema/rollouts';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx, TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { ServiceChange } from './rules';

export type RolloutRow = typeof rollouts.$inferSelect;

export async function getRolloutRow(ctx: ActorlessCtx, rolloutId: string): Promise<RolloutRow> {
  const [row] = await readDb(ctx).select().from(rollouts).where(eq(rollouts.id, rolloutId));
  return found(row);
}

/** Whether a rollout with this id has been started. */
export async function isBegun(ctx: ActorlessCtx, rolloutId: string): Promise<boolean> {
  const rows = await readDb(ctx)
    .select({ id: rollouts.id })
    .from(rollouts)
    .where(eq(rollouts.id, rolloutId));
  return rows.length > 0;
}

/** Lists the next pending services after the given one. */
export async function listPending(
  ctx: ActorlessCtx,
  { rolloutId, afterId, limit }: { rolloutId: string; afterId: number; limit: number },
): Promise<{ serviceId: number; customerId: number }[]> {
  return readDb(ctx)
    .select({ serviceId: rolloutRows.serviceId, customerId: rolloutRows.customerId })
    .from(rolloutRows)
    .where(
      and(
        eq(rolloutRows.rolloutId, rolloutId),
        eq(rolloutRows.state, 'pending'),
        gt(rolloutRows.serviceId, afterId),
      ),
    )
    .orderBy(asc(rolloutRows.serviceId))
    .limit(limit);
}

/** Locks a pending row for this transaction; false if it is already processed or locked by another worker. */
export async function claimRow(
  ctx: TxCtx,
  { rolloutId, serviceId }: { rolloutId: string; serviceId: number },
): Promise<boolean> {
  const rows = await ctx.tx
    .select({ serviceId: rolloutRows.serviceId })
    .from(rolloutRows)
    .where(
      and(
        eq(rolloutRows.rolloutId, rolloutId),
        eq(rolloutRows.serviceId, serviceId),
        eq(rolloutRows.state, 'pending'),
      ),
    )
    .for('update', { skipLocked: true });
  return rows.length === 1;
}

export async function closeRow(
  ctx: TxCtx,
  { rolloutId, serviceId }: { rolloutId: string; serviceId: number },
  change: ServiceChange,
): Promise<void> {
  const outcome =
    change.kind === 'apply'
      ? {
          state: 'applied' as const,
          reason: change.kept,
          oldPriceMinor: change.oldPriceMinor,
          newPriceMinor: change.newPriceMinor,
        }
      : { state: change.kind, reason: change.reason };
  await ctx.tx
    .update(rolloutRows)
    .set({ ...outcome, settledAt: ctx.now })
    .where(and(eq(rolloutRows.rolloutId, rolloutId), eq(rolloutRows.serviceId, serviceId)));
}

/** Marks the rollout as done once no row is pending, and returns whether it is done. */
export async function finishRollout(ctx: TxCtx, rolloutId: string): Promise<boolean> {
  await ctx.tx
    .update(rollouts)
    .set({ finishedAt: ctx.now })
    .where(
      sql`${rollouts.id} = ${rolloutId} and ${rollouts.finishedAt} is null and not exists (
        select 1 from ${rolloutRows} where ${rolloutRows.rolloutId} = ${rolloutId} and ${rolloutRows.state} = 'pending')`,
    );
  return (await getRolloutRow(ctx, rolloutId)).finishedAt !== null;
}
