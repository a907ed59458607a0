import type { Ctx, TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { type RouterConnection, RouterError } from './driver';
import { isLeaseHeld } from './lease-store';
import { listLaggingTwins } from './list-lagging-twins';
import { lookAtRouter } from './look-at-router';
import { saveDeviceKey, saveLook, stillConfirmed } from './look-store';
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
} from './rules/look';
import { lockRouter, saveDevice } from './store';
import { unconfirmRouter } from './unconfirm-router';

/** What a router showed of our rows, and what it had confirmed before it was asked. */
export type TakenLook = {
  confirmed: readonly ConfirmedService[];
  seen: RouterLook;
  /** Whose push brings managed profiles up to date that lag behind the operator's own ones. */
  lagging: readonly ConfirmedService[];
};

/**
 * Looks at a router; null when it refuses to show what it holds. What was confirmed is loaded first: what is
 * pushed after that is not missed in the look. A step of whoever has the router open.
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
  /** The lease is held by whoever looks, who has written nothing since what was confirmed was loaded. */
  isWriter: boolean;
};

/**
 * Takes back what the router no longer shows. Compared with the row as it is now, so that of two looks at once only
 * one takes anything back.
 */
export async function judgeNow(
  ctx: TxCtx,
  routerId: number,
  { confirmed, seen, lagging, device, uptimeSeconds, isWriter }: JudgedLook,
): Promise<void> {
  const before = await lockRouter(ctx, routerId);
  const now = { ...seen, board: device.board };
  await saveDeviceKey(ctx, routerId, deviceKeyOf(before, now));
  await saveDevice(ctx, routerId, device);
  // Rows that come and go while they are being written, or undone, say nothing: the next look tells.
  const isWrittenTo = !isWriter && (await isLeaseHeld(ctx, routerId));
  if (!isWrittenTo) await saveLook(ctx, routerId);
  // What was pushed or taken away since it was loaded is not what this look was to find.
  const still = isWrittenTo ? [] : await stillConfirmed(ctx, routerId, confirmed);
  const verdict = withLagging(judgeLook(before, now, still), isWrittenTo ? [] : lagging);
  if (verdict.kind === 'all_unconfirmed') {
    await unconfirmRouter(ctx, before, { reason: verdict.reason });
  } else if (verdict.kind === 'some_unconfirmed') {
    const { reason, services } = verdict;
    await unconfirmRouter(ctx, before, { reason, services });
  }
  if (
    isToCompare(before, {
      ...{ identity: device.identity, uptimeSeconds, at: ctx.now, isNoted: !isWrittenTo },
    })
  ) {
    await emitEvents(ctx, [{ name: 'router/reconcile.due', data: { routerId } }]);
  }
}
