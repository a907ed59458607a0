import { and, eq, inArray, sql } from 'drizzle-orm';
import { type RouterRowKey, serviceRouterStates } from '@/db/schema/routers';
import type { TxCtx } from '@/lib/context';
import type { RouterFailure } from '@/lib/kit/words';
import { NOTHING_LEFT, serviceLevels } from './rules/service-level';

/** The state of one service on one router after an attempt. */
export type StateWrite = {
  serviceId: number;
  version: bigint;
  rows: readonly RouterRowKey[];
  session: string | null;
  level: number;
  passwordFingerprint: string | null;
  failure: RouterFailure | null;
  detail: string | null;
  attempts: number;
  nextAttemptAt: Date | null;
};

/**
 * Confirms states. If a newer attempt ended first, this older one may have overwritten its rows, so the router's state
 * is unknown and the service becomes due again (version 0).
 */
export async function writeConfirmed(
  ctx: TxCtx,
  routerId: number,
  writes: readonly StateWrite[],
): Promise<void> {
  if (writes.length === 0) return;
  const state = serviceRouterStates;
  await ctx.tx
    .insert(state)
    .values(
      writes.map((write) => ({
        serviceId: write.serviceId,
        routerId,
        appliedVersion: write.version,
        appliedAt: ctx.now,
        appliedRows: [...write.rows],
        appliedSession: write.session,
        appliedLevel: write.level,
        passwordFingerprint: write.passwordFingerprint,
        attemptedVersion: write.version,
      })),
    )
    .onConflictDoUpdate({
      target: [state.serviceId, state.routerId],
      set: {
        appliedVersion: sql`case when ${state.appliedVersion} > excluded.applied_version then 0
          else excluded.applied_version end`,
        appliedAt: sql`excluded.applied_at`,
        appliedRows: sql`excluded.applied_rows`,
        appliedSession: sql`excluded.applied_session`,
        appliedLevel: sql`excluded.applied_level`,
        attemptedLevel: null,
        passwordFingerprint: sql`excluded.password_fingerprint`,
        attemptedVersion: sql`excluded.attempted_version`,
        // A push that wrote nothing has not adopted anything yet.
        adoptionApproved: sql`${state.adoptionApproved} and excluded.applied_level = ${serviceLevels.absent}`,
        failure: null,
        failureDetail: null,
        failedAt: null,
        attempts: 0,
        nextAttemptAt: null,
      },
    });
}

/**
 * Records a failed attempt, with the rows it may have written added to the confirmed ones. A null session or password
 * keeps the one known so far. If another process has
 * confirmed the same version it stays confirmed; a newer version is in doubt, as above.
 */
export async function writeFailed(
  ctx: TxCtx,
  routerId: number,
  writes: readonly StateWrite[],
): Promise<void> {
  if (writes.length === 0) return;
  const state = serviceRouterStates;
  await ctx.tx
    .insert(state)
    .values(
      writes.map((write) => ({
        serviceId: write.serviceId,
        routerId,
        appliedRows: [...write.rows],
        appliedSession: write.session,
        passwordFingerprint: write.passwordFingerprint,
        attemptedVersion: write.version,
        failure: write.failure,
        failureDetail: write.detail,
        failedAt: ctx.now,
        attempts: write.attempts,
        nextAttemptAt: write.nextAttemptAt,
      })),
    )
    .onConflictDoUpdate({
      target: [state.serviceId, state.routerId],
      set: {
        appliedVersion: sql`case when ${state.appliedVersion} > excluded.attempted_version then 0
          else ${state.appliedVersion} end`,
        appliedRows: sql`excluded.applied_rows`,
        appliedSession: sql`coalesce(excluded.applied_session, ${state.appliedSession})`,
        passwordFingerprint: sql`coalesce(excluded.password_fingerprint, ${state.passwordFingerprint})`,
        attemptedVersion: sql`excluded.attempted_version`,
        failure: sql`excluded.failure`,
        failureDetail: sql`excluded.failure_detail`,
        failedAt: sql`excluded.failed_at`,
        attempts: sql`excluded.attempts`,
        nextAttemptAt: sql`excluded.next_attempt_at`,
      },
      setWhere: sql`${state.appliedVersion} <> excluded.attempted_version`,
    });
}

export type KnownLevel = { serviceId: number; version: bigint; level: number };

/**
 * Records the level at which a router serves services whose push failed. A service that is not on the router any more
 * keeps its last level beside it, which tells since when it is not served.
 */
export async function noteLevels(
  ctx: TxCtx,
  routerId: number,
  known: readonly KnownLevel[],
): Promise<void> {
  if (known.length === 0) return;
  const column = (values: readonly (number | bigint)[]) => sql.param(values.map(String));
  await ctx.tx.execute(sql`
    update service_router_states st
    set applied_level = case when k.level = ${serviceLevels.absent} then st.applied_level else k.level end,
      attempted_level = case when k.level = ${serviceLevels.absent} then k.level end,
      applied_at = case when k.level >= ${serviceLevels.slow} and not router_serves(st.applied_level, st.attempted_level)
        then ${ctx.now.toISOString()}::timestamptz else st.applied_at end
    from unnest(${column(known.map(({ serviceId }) => serviceId))}::bigint[],
                ${column(known.map(({ version }) => version))}::bigint[],
                ${column(known.map(({ level }) => level))}::int[]) as k(service_id, version, level)
    where st.router_id = ${routerId} and st.service_id = k.service_id
      and st.attempted_version = k.version and st.applied_version <> k.version`);
}

/**
 * Records an attempt that stopped half-way because the service changed: the service stays due, and the rows that may
 * have been written are kept.
 */
export async function writeSuperseded(
  ctx: TxCtx,
  routerId: number,
  writes: readonly StateWrite[],
): Promise<void> {
  if (writes.length === 0) return;
  const state = serviceRouterStates;
  await ctx.tx
    .insert(state)
    .values(writes.map(({ serviceId, rows }) => ({ serviceId, routerId, appliedRows: [...rows] })))
    .onConflictDoUpdate({
      target: [state.serviceId, state.routerId],
      set: { appliedRows: sql`excluded.applied_rows` },
    });
}

/** Deletes the states of services that have no rows left on the router and are not on it. */
export async function forgetStates(
  ctx: TxCtx,
  routerId: number,
  serviceIds: readonly number[],
): Promise<void> {
  if (serviceIds.length === 0) return;
  await ctx.tx
    .delete(serviceRouterStates)
    .where(
      and(
        eq(serviceRouterStates.routerId, routerId),
        inArray(serviceRouterStates.serviceId, [...serviceIds]),
      ),
    );
}

export type Lowering = { serviceId: number; version: bigint; level: number };

/**
 * Recorded before a push that lowers services writes anything, because its result may remain unknown. A service that
 * changed since it was loaded is not written to the router, so it is skipped.
 */
export async function noteLowering(
  ctx: TxCtx,
  routerId: number,
  lowered: readonly Lowering[],
): Promise<void> {
  const column = (values: readonly (number | bigint)[]) => sql.param(values.map(String));
  await ctx.tx.execute(sql`
    update service_router_states st
    set attempted_level = case when st.attempted_level = ${NOTHING_LEFT} and l.level >= ${serviceLevels.slow}
      then st.attempted_level else least(nullif(st.attempted_level, ${NOTHING_LEFT}), l.level) end
    from unnest(${column(lowered.map(({ serviceId }) => serviceId))}::bigint[],
                ${column(lowered.map(({ version }) => version))}::bigint[],
                ${column(lowered.map(({ level }) => level))}::int[]) as l(service_id, version, level)
    join services s on s.id = l.service_id and s.desired_version = l.version
    where st.router_id = ${routerId} and st.service_id = l.service_id`);
}

/**
 * Makes these services due again as if the router had not confirmed them. With `endsSessions` the next push also ends
 * their sessions, whatever the rows, because their end was not certain.
 */
export async function reopenStates(
  ctx: TxCtx,
  routerId: number,
  services: readonly { serviceId: number; version: number }[],
  { endsSessions }: { endsSessions: boolean },
): Promise<void> {
  const state = serviceRouterStates;
  for (const { serviceId, version } of services) {
    await ctx.tx
      .update(state)
      .set({ appliedVersion: sql`0`, ...(endsSessions ? { appliedSession: '' } : {}) })
      .where(
        and(
          eq(state.routerId, routerId),
          eq(state.serviceId, serviceId),
          eq(state.appliedVersion, BigInt(version)),
        ),
      );
  }
}

/** True when the service was in conflict on this router; it is then due at once. */
export async function approveState(
  ctx: TxCtx,
  routerId: number,
  serviceId: number,
): Promise<boolean> {
  const state = serviceRouterStates;
  const rows = await ctx.tx
    .update(state)
    .set({ adoptionApproved: true, nextAttemptAt: null })
    .where(
      and(
        eq(state.routerId, routerId),
        eq(state.serviceId, serviceId),
        eq(state.failure, 'conflict'),
      ),
    )
    .returning({ serviceId: state.serviceId });
  return rows.length > 0;
}
