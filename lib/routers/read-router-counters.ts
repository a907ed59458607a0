import { inTransaction } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { emitEvents } from '@/lib/jobs/emit-events';
import { loadConfirmed } from './confirmed/queries';
import { type RouterConnection, RouterError } from './driver';
import { isLeaseHeld } from './lease-store';
import { lookAtRouter } from './look-at-router';
import { saveDeviceKey, saveLook } from './look-store';
import { isUnavailable, type RouterUnavailable, withRouter } from './open-router';
import { type RouterCounters, type RouterDevice, readCounters } from './read-counters';
import { retryDelayMs } from './rules';
import {
  type ConfirmedService,
  deviceKeyOf,
  isToCompare,
  judgeLook,
  type RouterLook,
} from './rules/look';
import { getRouter, lockRouter, markReached, markUnavailable, saveDevice } from './store';
import { unconfirmRouter } from './unconfirm-router';

export type RouterCountersResult =
  | { readonly kind: 'read'; readonly counters: RouterCounters }
  /** Staff took it out of service: it is not asked. */
  | { readonly kind: 'off' }
  | RouterUnavailable;

/**
 * Reads all counters of a router over a connection of its own, and records whether it answered, who it is, and
 * whether it still shows what it has confirmed: what it does not is pushed again. Never call it inside a
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
    if (look !== null) await judgeNow(tctx, routerId, { ...look, counters });
    await saveDevice(tctx, routerId, counters.device);
    // It is back: what waits for its next attempt need not.
    if (router.failingSince !== null) {
      await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
    }
  });
  return { kind: 'read', counters };
}

/** What was confirmed is loaded first: what is pushed after that is not missed in the look. */
async function readAndLook(ctx: Ctx, routerId: number, connection: RouterConnection) {
  const counters = await readCounters(connection);
  const { confirmed, menus } = await loadConfirmed(ctx, routerId);
  try {
    return { counters, look: { confirmed, seen: await lookAtRouter(connection, menus) } };
  } catch (error) {
    if (!(error instanceof RouterError)) throw error;
    // The counters are worth keeping even if the look has failed.
    return { counters, look: null };
  }
}

interface LookWithCounters {
  readonly confirmed: readonly ConfirmedService[];
  readonly seen: RouterLook;
  readonly counters: RouterCounters & { readonly device: RouterDevice };
}

/** Compared with the row as it is now, so that of two looks at once only one takes anything back. */
async function judgeNow(
  ctx: TxCtx,
  routerId: number,
  { confirmed, seen, counters }: LookWithCounters,
): Promise<void> {
  const { device, routerUptimeSeconds: uptimeSeconds } = counters;
  const before = await lockRouter(ctx, routerId);
  const now = { ...seen, board: device.board };
  await saveLook(ctx, routerId);
  await saveDeviceKey(ctx, routerId, deviceKeyOf(before, now));
  // Rows that come and go while they are being written, or undone, say nothing: the next look tells.
  const isWrittenTo = await isLeaseHeld(ctx, routerId);
  const verdict = judgeLook(before, now, isWrittenTo ? [] : confirmed);
  if (verdict.kind === 'all_unconfirmed') {
    await unconfirmRouter(ctx, before, { reason: verdict.reason });
  } else if (verdict.kind === 'some_unconfirmed') {
    const { reason, services } = verdict;
    await unconfirmRouter(ctx, before, { reason, services });
  }
  if (isToCompare(before, { identity: device.identity, uptimeSeconds, at: ctx.now })) {
    await emitEvents(ctx, [{ name: 'router/reconcile.due', data: { routerId } }]);
  }
}
