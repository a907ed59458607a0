import { and, eq, lte, sql } from 'drizzle-orm';
import { serviceRouterStates } from '@/db/schema/routers';
import type { TxCtx } from '@/lib/context';

/**
 * Marks services whose rows staff restored by an undo, instead of the desired rows of these versions: they stay that
 * way until their desired version rises or staff ask for a sync. A service whose version has already risen is due, and
 * one that was pushed since is skipped.
 */
export async function leaveAsIs(
  ctx: TxCtx,
  routerId: number,
  restored: readonly { serviceId: number; version: bigint }[],
): Promise<void> {
  const state = serviceRouterStates;
  for (const { serviceId, version } of restored) {
    await ctx.tx
      .update(state)
      .set({
        appliedVersion: sql`0`,
        attemptedVersion: version,
        failure: 'left_as_is',
        failureDetail: null,
        failedAt: ctx.now,
        nextAttemptAt: null,
        adoptionApproved: false,
      })
      .where(
        and(
          eq(state.routerId, routerId),
          eq(state.serviceId, serviceId),
          lte(state.appliedVersion, version),
        ),
      );
  }
}

/** Makes services due again that an undo marked although it restored none of their rows. */
export async function endLeftAsIs(
  ctx: TxCtx,
  routerId: number,
  services: readonly { serviceId: number; version: bigint }[],
): Promise<void> {
  const state = serviceRouterStates;
  for (const { serviceId, version } of services) {
    await ctx.tx
      .update(state)
      .set({ failure: null, failedAt: null })
      .where(
        and(
          eq(state.routerId, routerId),
          eq(state.serviceId, serviceId),
          eq(state.attemptedVersion, version),
          eq(state.failure, 'left_as_is'),
        ),
      );
  }
}
