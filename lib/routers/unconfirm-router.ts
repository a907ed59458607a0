import { recordAudit } from '@/lib/audit/record-audit';
import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import type { UnconfirmReason } from '@/lib/kit/router-words';
import {
  forgetChecks,
  forgetDevice,
  forgetPools,
  saveUnconfirmed,
  unconfirmAll,
  unconfirmSome,
} from './look-store';
import type { ConfirmedService } from './rules/look';

/**
 * Withdraws the confirmations of a router that may no longer have those rows, and pushes them again at once. A step:
 * the caller has checked the permission.
 */
export async function unconfirmRouter(
  ctx: TxCtx,
  { id: routerId, deviceKey }: { id: number; deviceKey: string | null },
  doubt: {
    reason: UnconfirmReason;
    /** Omitted means all of them. */
    services?: readonly ConfirmedService[];
    /** Those that the router cannot let online any more. */
    withoutAccess?: readonly number[];
  },
): Promise<void> {
  const { reason, services, withoutAccess } = doubt;
  if (reason === 'device') await forgetPools(ctx, routerId);
  const isMoved = reason === 'address' || reason === 'certificate';
  if (isMoved) await forgetDevice(ctx, routerId);
  if (isMoved || reason === 'device') await forgetChecks(ctx, routerId);
  // The next push first reads the router's identity, if it can be known at all.
  const isAskedFirst = isMoved && deviceKey !== null;
  const isGone = reason === 'device' || reason === 'emptied';
  const count =
    services === undefined
      ? await unconfirmAll(ctx, routerId, { isSameDevice: isAskedFirst, isGone })
      : await unconfirmSome(ctx, routerId, services, withoutAccess);
  if (count === 0) return;
  await saveUnconfirmed(ctx, routerId, { reason, count });
  await recordAudit(ctx, {
    action: 'router.unconfirm',
    subject: { kind: 'router', id: routerId },
    after: { reason, services: count },
  });
  await emitEvents(ctx, [{ name: 'router/dirty', data: { routerId } }]);
}
