import { and, eq, isNotNull, or, sql } from 'drizzle-orm';
import { routerPushes, routers, serviceRouterStates } from '@/db/schema/routers';
import type { TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { RouterFailure } from '@/lib/kit/words';
import type { RouterCertificate } from './driver';
import type { Router } from './lookups/routers';
import type { RouterDevice } from './read-counters';

/**
 * Locks a router against other changes of the router, but not against services that are added to it: their foreign key
 * check would wait while holding the customer's schedules, and block others.
 * @throws DomainError `not-found`
 */
export async function lockRouter(ctx: TxCtx, id: number): Promise<Router> {
  const [row] = await ctx.tx.select().from(routers).where(eq(routers.id, id)).for('no key update');
  return found(row);
}

export async function appendPushes(
  ctx: TxCtx,
  rows: readonly (typeof routerPushes.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0) await ctx.tx.insert(routerPushes).values([...rows]);
}

/** Records that the router responded. A router that staff took out of service stays out. */
export async function markReached(
  ctx: TxCtx,
  routerId: number,
  counts: { confirmed: number; failed: number },
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

/** Saves the identity the router reports, so that an upgrade or a swapped device shows at the next poll. */
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

const refusals: ReadonlySet<RouterFailure> = new Set([
  'login_refused',
  'certificate_changed',
  'address_refused',
]);

/** Records a failed attempt. A router that never responded stays new, and one out of service stays out. */
export async function markUnavailable(
  ctx: TxCtx,
  routerId: number,
  failure: RouterFailure,
  retryAt: Date,
): Promise<void> {
  const status = refusals.has(failure) ? 'refused' : 'unreachable';
  await ctx.tx
    .update(routers)
    .set({
      status: sql`case when router_is_taking(${routers.status}) then ${status} else ${routers.status} end`,
      failure,
      failingSince: sql`coalesce(${routers.failingSince}, ${ctx.now.toISOString()}::timestamptz)`,
      failureCount: sql`${routers.failureCount} + 1`,
      retryAt,
    })
    .where(eq(routers.id, routerId));
}

/**
 * Ends the retry delays of the router and of its failed services; services whose rows staff had restored are desired
 * again.
 */
export async function endWaits(ctx: TxCtx, routerId: number): Promise<void> {
  await ctx.tx.update(routers).set({ retryAt: null }).where(eq(routers.id, routerId));
  await ctx.tx
    .update(serviceRouterStates)
    .set({
      nextAttemptAt: null,
      failure: sql`nullif(${serviceRouterStates.failure}, 'left_as_is')`,
    })
    .where(
      and(
        eq(serviceRouterStates.routerId, routerId),
        or(
          isNotNull(serviceRouterStates.nextAttemptAt),
          eq(serviceRouterStates.failure, 'left_as_is'),
        ),
      ),
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
