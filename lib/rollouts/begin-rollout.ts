import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { rolloutRows, rollouts } from '@/db/schema/rollouts';
import { actorUserId, type TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import type { RolloutKind, RolloutMoment } from '@/lib/kit/words';

export type NewRollout = {
  /** The idempotency key: the same id is the same rollout. */
  rolloutId: string;
  kind: RolloutKind;
  itemId: number;
  targetVersionId: number;
  moment: RolloutMoment;
};

/**
 * Stores, in the caller's transaction, the services to change and queues a job to process them. The list is fixed
 * here, so services sold meanwhile are not touched. The caller has authorised. Returns whether this call started the
 * rollout.
 */
export async function beginRollout(ctx: TxCtx, rollout: NewRollout): Promise<boolean> {
  const { rolloutId, itemId } = rollout;
  const [running] = await ctx.tx
    .select({ id: rollouts.id })
    .from(rollouts)
    .where(
      and(eq(rollouts.itemId, itemId), isNull(rollouts.finishedAt), ne(rollouts.id, rolloutId)),
    );
  if (running) refuse('conflict', 'rollout_running');
  const { rolloutId: id, ...columns } = rollout;
  const inserted = await ctx.tx
    .insert(rollouts)
    .values({ id, ...columns, createdAt: ctx.now, createdByUserId: actorUserId(ctx.actor) })
    .onConflictDoNothing({ target: rollouts.id })
    .returning({ id: rollouts.id });
  if (inserted.length === 0) return false;
  await ctx.tx.execute(sql`
    insert into ${rolloutRows} (rollout_id, service_id, customer_id)
    select ${rolloutId}, id, customer_id from services where item_id = ${itemId} and archived_at is null`);
  await emitEvents(ctx, [
    {
      name: 'catalog/rollout.started',
      data: { rolloutId },
      id: `catalog/rollout.started:${rolloutId}`,
    },
  ]);
  return true;
}
