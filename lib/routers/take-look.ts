import type { Ctx, TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { type RouterConnection, RouterError } from './driver';
import { isLeaseHeld } from './lease-store';
import { listLaggingTwins } from './list-lagging-twins';
import { lookAtRouter } from './look-at-router';
import {
  clearLookAsked,
  saveDeviceKey,
  saveLook,
  saveStopRules,
  stillConfirmed,
} from './look-store';
import { loadConfirmed } from './lookups/confirmed';
import type { RouterDevice } from './read-counters';
import { connectionFailureOf } from './rules';
import {
  type ConfirmedService,
  deviceKeyOf,
  isToCompare,
  judgeLook,
  type RouterLook,
  withLagging,
  withoutAccess,
} from './rules/look';
import { lockRouter, saveDevice } from './store';
import { unconfirmRouter } from './unconfirm-router';

/** The rows of ours that a router showed, and what it had confirmed before the look. */
export type TakenLook = {
  confirmed: readonly ConfirmedService[];
  seen: RouterLook;
  /** Services whose push updates managed profiles that differ from the operator's own ones. */
  lagging: readonly ConfirmedService[];
};

/**
 * Looks at a router; null when it refuses to show its rows. The confirmed state is loaded first, so that later pushes
 * are not reported as missing. A step for a caller that holds the router's connection.
 */
export async function takeLook(
  ctx: Ctx,
  routerId: number,
  connection: RouterConnection,
): Promise<TakenLook | null> {
  const { confirmed, menus } = await loadConfirmed(ctx, routerId);
  try {
    const seen = await lookAtRouter(connection, menus);
    return { confirmed, seen, lagging: await listLaggingTwins(ctx, routerId, connection) };
  } catch (error) {
    const isRefused = error instanceof RouterError && connectionFailureOf(error) === null;
    if (!isRefused) throw error;
    return null;
  }
}

type JudgedLook = TakenLook & {
  device: RouterDevice;
  uptimeSeconds: number | null;
  /** True if the caller holds the lease and has written nothing since the confirmed state was loaded. */
  isWriter: boolean;
  /** The router did not show its rows, only its identity. */
  isRefused: boolean;
};

/**
 * Withdraws confirmations of rows the router no longer shows. Compares with the current state, so that of two
 * concurrent looks only one withdraws them.
 */
export async function judgeNow(
  ctx: TxCtx,
  routerId: number,
  { confirmed, seen, lagging, device, uptimeSeconds, isWriter, isRefused }: JudgedLook,
): Promise<void> {
  const before = await lockRouter(ctx, routerId);
  const now = { ...seen, board: device.board };
  await saveDeviceKey(ctx, routerId, deviceKeyOf(before, now));
  await saveDevice(ctx, routerId, device);
  // Rows may come and go during a write or an undo, so the next look decides.
  const isWrittenTo = !isWriter && (await isLeaseHeld(ctx, routerId));
  // What a refused look was to find is still open, but asking again at once would be refused as well.
  if (isRefused) await clearLookAsked(ctx, before);
  else if (!isWrittenTo) await saveLook(ctx, routerId);
  // States pushed or withdrawn since the load are not part of this look.
  const still = isWrittenTo ? [] : await stillConfirmed(ctx, routerId, confirmed);
  const verdict = withLagging(judgeLook(before, now, still), isWrittenTo ? [] : lagging);
  // Rules that a look could not read are as last seen, unless another device or an emptied one responds.
  if (seen.stopRules !== null || verdict.kind === 'all_unconfirmed') {
    await saveStopRules(ctx, routerId, seen.stopRules);
  }
  if (verdict.kind === 'all_unconfirmed') {
    await unconfirmRouter(ctx, before, { reason: verdict.reason });
  } else if (verdict.kind === 'some_unconfirmed') {
    const { reason, services } = verdict;
    const cutOff = withoutAccess(services, now);
    await unconfirmRouter(ctx, before, { reason, services, withoutAccess: cutOff });
  }
  if (
    isToCompare(before, {
      ...{
        identity: device.identity,
        uptimeSeconds,
        at: ctx.now,
        isNoted: !isWrittenTo && !isRefused,
      },
    })
  ) {
    await emitEvents(ctx, [{ name: 'router/reconcile.due', data: { routerId } }]);
  }
}
