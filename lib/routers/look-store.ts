import { and, eq, gt, isNotNull, or, sql } from 'drizzle-orm';
import { routerPools, routerSetups, routers, serviceRouterStates } from '@/db/schema/routers';
import type { TxCtx } from '@/lib/context';
import type { StopRules, UnconfirmReason } from '@/lib/kit/router-words';
import type { ConfirmedService } from './rules/look';
import { NOTHING_LEFT, serviceLevels } from './rules/service-level';

const state = serviceRouterStates;

/**
 * Withdraws everything the router confirmed, including rows that staff had restored by an undo. `isGone` if nothing of
 * it is left there: the router is another device, or was emptied.
 */
export async function unconfirmAll(
  ctx: TxCtx,
  routerId: number,
  { isSameDevice, isGone }: { isSameDevice: boolean; isGone: boolean },
): Promise<number> {
  const changed = await ctx.tx
    .update(state)
    .set({
      appliedVersion: sql`0`,
      ...(isSameDevice ? {} : { passwordFingerprint: null }),
      ...(isGone ? { attemptedLevel: NOTHING_LEFT } : {}),
      nextAttemptAt: null,
      failure: sql`nullif(${state.failure}, 'left_as_is')`,
    })
    .where(
      and(
        eq(state.routerId, routerId),
        or(gt(state.appliedVersion, 0n), isNotNull(state.passwordFingerprint)),
      ),
    )
    .returning({ serviceId: state.serviceId });
  return changed.length;
}

/**
 * Withdraws only states unchanged since the look, because another process may have pushed since. The router serves none
 * of those without access.
 */
export async function unconfirmSome(
  ctx: TxCtx,
  routerId: number,
  list: readonly ConfirmedService[],
  withoutAccess: readonly number[] = [],
): Promise<number> {
  const cutOff = sql.param(withoutAccess.map(String));
  const ids = sql.param(list.map(({ serviceId }) => String(serviceId)));
  const versions = sql.param(list.map(({ version }) => String(version)));
  const changed = await ctx.tx
    .update(state)
    .set({
      appliedVersion: sql`0`,
      attemptedLevel: sql`case when ${state.serviceId} = any(${cutOff}::bigint[])
        and ${state.appliedLevel} >= ${serviceLevels.slow} then ${NOTHING_LEFT}::int else ${state.attemptedLevel} end`,
      passwordFingerprint: null,
      nextAttemptAt: null,
    })
    .where(
      and(
        eq(state.routerId, routerId),
        sql`(${state.serviceId}, ${state.appliedVersion}) in (
          select * from unnest(${ids}::text[]::bigint[], ${versions}::text[]::bigint[]))`,
      ),
    )
    .returning({ serviceId: state.serviceId });
  return changed.length;
}

/** Returns those still confirmed at the version they were loaded with. */
export async function stillConfirmed(
  ctx: TxCtx,
  routerId: number,
  list: readonly ConfirmedService[],
): Promise<ConfirmedService[]> {
  if (list.length === 0) return [];
  const rows = await ctx.tx
    .select({ serviceId: state.serviceId, version: state.appliedVersion })
    .from(state)
    .where(and(eq(state.routerId, routerId), gt(state.appliedVersion, 0n)));
  const versions = new Map(rows.map(({ serviceId, version }) => [serviceId, version]));
  return list.filter(({ serviceId, version }) => versions.get(serviceId) === version);
}

/** Forgets what the device reported about itself, because another device may be at the new address. */
export async function forgetDevice(ctx: TxCtx, routerId: number): Promise<void> {
  await ctx.tx
    .update(routers)
    .set({
      ...{ identity: null, version: null, board: null, lookedAt: null },
      ...{ stopRules: null, stopRulesSeenAt: null },
    })
    .where(eq(routers.id, routerId));
}

/** Forgets the last test of the connection, because another device may be set up differently. */
export async function forgetChecks(ctx: TxCtx, routerId: number): Promise<void> {
  await ctx.tx
    .update(routerSetups)
    .set({ checks: null, checkedAt: null })
    .where(eq(routerSetups.routerId, routerId));
}

/** Forgets the pools and their owners, because they are unknown on another device. */
export async function forgetPools(ctx: TxCtx, routerId: number): Promise<void> {
  await ctx.tx.delete(routerPools).where(eq(routerPools.routerId, routerId));
}

export async function saveUnconfirmed(
  ctx: TxCtx,
  routerId: number,
  { reason, count }: { reason: UnconfirmReason; count: number },
): Promise<void> {
  await ctx.tx
    .update(routers)
    .set({ unconfirmedAt: ctx.now, unconfirmedReason: reason, unconfirmedCount: count })
    .where(eq(routers.id, routerId));
}

export async function saveDeviceKey(
  ctx: TxCtx,
  routerId: number,
  deviceKey: string | null,
): Promise<void> {
  if (deviceKey === null) return;
  await ctx.tx.update(routers).set({ deviceKey }).where(eq(routers.id, routerId));
}

/** Makes the next sync look at the router, even if nothing is due there. */
export async function askLook(ctx: TxCtx, routerId: number): Promise<void> {
  await ctx.tx.update(routers).set({ lookAskedAt: ctx.now }).where(eq(routers.id, routerId));
}

/** A request made since the row was read stays. */
export async function clearLookAsked(
  ctx: TxCtx,
  { id, lookAskedAt }: { id: number; lookAskedAt: Date | null },
): Promise<void> {
  if (lookAskedAt === null) return;
  await ctx.tx
    .update(routers)
    .set({ lookAskedAt: null })
    .where(and(eq(routers.id, id), eq(routers.lookAskedAt, lookAskedAt)));
}

export async function saveLook(ctx: TxCtx, routerId: number): Promise<void> {
  await ctx.tx.update(routers).set({ lookedAt: ctx.now }).where(eq(routers.id, routerId));
}

/** Notes whether the router has the rules that hold stopped customers. They do not depend on who writes to it. */
export async function saveStopRules(
  ctx: TxCtx,
  routerId: number,
  seen: StopRules | null,
): Promise<void> {
  await ctx.tx
    .update(routers)
    .set({ stopRules: seen, stopRulesSeenAt: seen === null ? null : ctx.now })
    .where(eq(routers.id, routerId));
}
