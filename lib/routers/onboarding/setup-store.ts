import { eq, sql } from 'drizzle-orm';
import { routerSetups, routers } from '@/db/schema/routers';
import type { TxCtx } from '@/lib/context';
import type { Router, RouterSetup } from '../lookups/routers';

type Progress = Partial<Omit<RouterSetup, 'routerId'>>;

export async function saveProgress(
  ctx: TxCtx,
  routerId: number,
  progress: Progress,
): Promise<void> {
  await ctx.tx
    .insert(routerSetups)
    .values({ routerId, ...progress })
    .onConflictDoUpdate({ target: routerSetups.routerId, set: progress });
}

/** Saves the results of a connection test; a router already in use counts as set up. */
export async function saveChecks(
  ctx: TxCtx,
  router: Pick<Router, 'id' | 'status'>,
  checks: Record<string, string>,
): Promise<void> {
  const isInUse = router.status !== 'off';
  const finishedAt = sql`coalesce(${routerSetups.finishedAt}, ${ctx.now.toISOString()}::timestamptz)`;
  await ctx.tx
    .insert(routerSetups)
    .values({
      routerId: router.id,
      checks,
      checkedAt: ctx.now,
      finishedAt: isInUse ? ctx.now : null,
    })
    .onConflictDoUpdate({
      target: routerSetups.routerId,
      set: { checks, checkedAt: ctx.now, ...(isInUse ? { finishedAt } : {}) },
    });
}

/** Reopens every step that connected to the router, because it may be another device now. */
export async function restartSetup(ctx: TxCtx, routerId: number): Promise<void> {
  await saveProgress(ctx, routerId, {
    ...{ checks: null, checkedAt: null, matchedAt: null, rehearsedAt: null },
  });
}

/** Keeps jobs from pushing to the router or reading it until the last step. */
export async function keepOut(ctx: TxCtx, routerId: number): Promise<void> {
  await ctx.tx
    .update(routers)
    .set({ status: 'off', updatedAt: ctx.now })
    .where(eq(routers.id, routerId));
}

export async function letIn(ctx: TxCtx, routerId: number): Promise<void> {
  await ctx.tx
    .update(routers)
    .set({
      status: 'online',
      failure: null,
      failingSince: null,
      failureCount: 0,
      retryAt: null,
      updatedAt: ctx.now,
    })
    .where(eq(routers.id, routerId));
}
