import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { emitEvents } from '@/lib/jobs/emit-events';
import { isUnavailable, type RouterUnavailable, withRouter } from './open-router';
import { type RouterCounters, readCounters } from './read-counters';
import { retryDelayMs } from './rules';
import { getRouter, markReached, markUnavailable, saveDevice } from './store';

export type RouterCountersResult =
  | { readonly kind: 'read'; readonly counters: RouterCounters }
  /** Staff took it out of service: it is not asked. */
  | { readonly kind: 'off' }
  | RouterUnavailable;

/**
 * Reads all counters of a router over a connection of its own, and records whether it answered and who it is. Never
 * call it inside a transaction.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function readRouterCounters(
  ctx: Ctx,
  routerId: number,
): Promise<RouterCountersResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  const counters = await withRouter(router, readCounters);
  if (isUnavailable(counters)) {
    const waitMs = retryDelayMs(router.failureCount + 1);
    const retryAt = new Date(ctx.now.getTime() + counters.tookMs + waitMs);
    await inTransaction(ctx, (tctx) => markUnavailable(tctx, routerId, counters.failure, retryAt));
    return counters;
  }
  await inTransaction(ctx, async (tctx) => {
    await markReached(tctx, routerId, { confirmed: 0, failed: 0 });
    await saveDevice(tctx, routerId, counters.device);
    // It is back: what waits for its next attempt need not.
    if (router.failingSince !== null) {
      await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
    }
  });
  return { kind: 'read', counters };
}
