import type { TxCtx } from '@/lib/context';
import { scheduleNextVersion } from '@/lib/recurrence/replace-period';
import { lockService } from '@/lib/services/lock-service';
import { recordHistory } from '@/lib/services/record-history';

/**
 * Schedules a plan for the end of the paid period, with the fee charged then; replaces a plan scheduled
 * earlier.
 */
export async function planLaterChange(
  ctx: TxCtx,
  change: { serviceId: number; itemVersionId: number; feeMinor: bigint },
): Promise<void> {
  const { serviceId, itemVersionId } = change;
  const before = await lockService(ctx, serviceId);
  await scheduleNextVersion(ctx, change);
  await recordHistory(ctx, [
    {
      serviceId,
      customerId: before.customerId,
      action: 'plan_change_planned',
      before:
        before.nextItemVersionId === null ? undefined : { itemVersionId: before.nextItemVersionId },
      after: { itemVersionId },
    },
  ]);
}
