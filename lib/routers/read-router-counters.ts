import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { logDefect } from '@/lib/kit/log';
import { type RouterConnection, RouterError } from './driver';
import { getRouter } from './lookups/routers';
import { type RouterCounters, readCounters } from './read-counters';
import { retryDelayMs } from './rules';
import { markReached, markUnavailable, saveDevice } from './store';
import { judgeNow, takeLook } from './take-look';
import { isUnavailable, type RouterUnavailable, withRouter } from './with-router';

export type RouterCountersResult =
  | { kind: 'read'; counters: RouterCounters }
  /** Staff took it out of service; it is not queried. */
  | { kind: 'off' }
  | RouterUnavailable;

/**
 * Reads all counters of a router over its own connection. Records whether it responded, its identity, and whether it
 * still shows what it has confirmed; missing rows are pushed again. Never call it inside a
 * transaction.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function readRouterCounters(
  ctx: Ctx,
  routerId: number,
): Promise<RouterCountersResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  const read = await withRouter(router, (connection) => readAndLook(ctx, routerId, connection));
  const counters = isUnavailable(read) ? read : read.counters;
  if (isUnavailable(counters)) {
    const waitMs = retryDelayMs(router.failureCount + 1);
    const retryAt = new Date(ctx.now.getTime() + counters.tookMs + waitMs);
    await inTransaction(ctx, (tctx) => markUnavailable(tctx, routerId, counters.failure, retryAt));
    return counters;
  }
  const look = isUnavailable(read) ? null : read.look;
  await inTransaction(ctx, async (tctx) => {
    await markReached(tctx, routerId, { confirmed: 0, failed: 0 });
    const { device, routerUptimeSeconds: uptimeSeconds } = counters;
    if (look === null) await saveDevice(tctx, routerId, device);
    else {
      const read = { ...look, device, uptimeSeconds };
      await judgeNow(tctx, routerId, { ...read, isWriter: false, isRefused: false });
    }
    // It responds again, so its retry delays end.
    if (router.failingSince !== null) {
      await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
    }
  });
  return { kind: 'read', counters };
}

/** The counters are kept even if the look has failed. */
async function readAndLook(ctx: Ctx, routerId: number, connection: RouterConnection) {
  const counters = await readCounters(connection);
  try {
    return { counters, look: await takeLook(ctx, routerId, connection) };
  } catch (error) {
    if (!(error instanceof RouterError)) logDefect(error, { routerId, at: 'look' });
    return { counters, look: null };
  }
}
