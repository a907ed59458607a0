import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { type RouterRowKey, routerPushes, routers, serviceRouterStates } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { RouterFailure } from '@/lib/kit/words';
import type { RouterCertificate } from './driver';
import type { RouterDevice } from './read-counters';

export type Router = typeof routers.$inferSelect;

/** @throws DomainError `not-found` */
export async function getRouter(ctx: Ctx, id: number): Promise<Router> {
  const [row] = await readDb(ctx).select().from(routers).where(eq(routers.id, id));
  return found(row);
}

/** @throws DomainError `not-found` */
export async function lockRouter(ctx: TxCtx, id: number): Promise<Router> {
  const [row] = await ctx.tx.select().from(routers).where(eq(routers.id, id)).for('update');
  return found(row);
}

/** The state of one service on one router after an attempt. */
export interface StateWrite {
  readonly serviceId: number;
  readonly version: bigint;
  readonly rows: readonly RouterRowKey[];
  readonly session: string | null;
  readonly passwordFingerprint: string | null;
  readonly failure: RouterFailure | null;
  readonly detail: string | null;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
}

/**
 * An attempt that ends after a newer one may have overwritten its rows: what the router holds is then
 * unknown, and the service is due again (version 0) instead of confirmed.
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
        passwordFingerprint: sql`excluded.password_fingerprint`,
        attemptedVersion: sql`excluded.attempted_version`,
        adoptionApproved: false,
        failure: null,
        failureDetail: null,
        failedAt: null,
        attempts: 0,
        nextAttemptAt: null,
      },
    });
}

/**
 * Rows that the attempt may have written are remembered with those confirmed before. The same version
 * confirmed by somebody else stays confirmed; a newer one is in doubt, as above.
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

/** The router holds nothing of these services any more, and they are not on it. */
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

export async function appendPushes(
  ctx: TxCtx,
  rows: readonly (typeof routerPushes.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0) await ctx.tx.insert(routerPushes).values([...rows]);
}

/** The router answered. One that staff took out of service meanwhile stays out. */
export async function markReached(
  ctx: TxCtx,
  routerId: number,
  counts: { readonly confirmed: number; readonly failed: number },
): Promise<void> {
  await ctx.tx
    .update(routers)
    .set({
      status: sql`case when ${routers.status} = 'off' then 'off' else 'online' end`,
      lastSeenAt: ctx.now,
      failure: null,
      failingSince: null,
      failureCount: 0,
      retryAt: null,
      confirmedCount: sql`${routers.confirmedCount} + ${counts.confirmed}`,
      failedCount: sql`${routers.failedCount} + ${counts.failed}`,
    })
    .where(eq(routers.id, routerId));
}

/** Who the router says it is: an upgrade or a swapped device shows at the next poll. */
export async function saveDevice(
  ctx: TxCtx,
  routerId: number,
  device: RouterDevice,
): Promise<void> {
  await ctx.tx
    .update(routers)
    .set({ ...device })
    .where(eq(routers.id, routerId));
}

const REFUSALS: ReadonlySet<RouterFailure> = new Set([
  'login_refused',
  'certificate_changed',
  'address_refused',
]);

export async function markUnavailable(
  ctx: TxCtx,
  routerId: number,
  failure: RouterFailure,
  retryAt: Date,
): Promise<void> {
  const status = REFUSALS.has(failure) ? 'refused' : 'unreachable';
  await ctx.tx
    .update(routers)
    .set({
      status: sql`case when ${routers.status} = 'off' then 'off' else ${status} end`,
      failure,
      failingSince: sql`coalesce(${routers.failingSince}, ${ctx.now.toISOString()}::timestamptz)`,
      failureCount: sql`${routers.failureCount} + 1`,
      retryAt,
    })
    .where(eq(routers.id, routerId));
}

/** True when the service was in conflict on this router; it then waits no longer. */
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

/** What waits for its next attempt, the router itself and services that failed on it, waits no longer. */
export async function endWaits(ctx: TxCtx, routerId: number): Promise<void> {
  await ctx.tx.update(routers).set({ retryAt: null }).where(eq(routers.id, routerId));
  await ctx.tx
    .update(serviceRouterStates)
    .set({ nextAttemptAt: null })
    .where(
      and(eq(serviceRouterStates.routerId, routerId), isNotNull(serviceRouterStates.nextAttemptAt)),
    );
}

export async function pinCertificate(
  ctx: TxCtx,
  routerId: number,
  { fingerprint256, certificatePem }: RouterCertificate,
): Promise<void> {
  await ctx.tx
    .update(routers)
    .set({ tlsFingerprint: fingerprint256, tlsCertificate: certificatePem, updatedAt: ctx.now })
    .where(eq(routers.id, routerId));
}
