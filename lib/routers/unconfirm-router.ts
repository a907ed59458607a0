import { recordAudit } from '@/lib/audit/record-audit';
import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import type { UnconfirmReason } from '@/lib/kit/router-words';
import {
  forgetDevice,
  forgetPools,
  saveUnconfirmed,
  unconfirmAll,
  unconfirmSome,
} from './look-store';
import type { ConfirmedService } from './rules/look';

/**
 * Takes back what a router has confirmed, because it may not hold it any more, and has it pushed again at
 * once. A caller's step: who may say so, the caller has decided.
 */
export async function unconfirmRouter(
  ctx: TxCtx,
  { id: routerId, deviceKey }: { id: number; deviceKey: string | null },
  doubt: {
    reason: UnconfirmReason;
    /** Left out for all of them. */
    services?: readonly ConfirmedService[];
  },
): Promise<void> {
  const { reason, services } = doubt;
  if (reason === 'device') await forgetPools(ctx, routerId);
  const isMoved = reason === 'address' || reason === 'certificate';
  if (isMoved) await forgetDevice(ctx, routerId);
  // The next push asks the router who it is, as far as that can be told at all.
  const isAskedFirst = isMoved && deviceKey !== null;
  const count =
    services === undefined
      ? await unconfirmAll(ctx, routerId, { isSameDevice: isAskedFirst })
      : await unconfirmSome(ctx, routerId, services);
  if (count === 0) return;
  await saveUnconfirmed(ctx, routerId, { reason, count });
  await recordAudit(ctx, {
    action: 'router.unconfirm',
    subject: { kind: 'router', id: routerId },
    after: { reason, services: count },
  });
  await emitEvents(ctx, [{ name: 'router/dirty', data: { routerId } }]);
}
