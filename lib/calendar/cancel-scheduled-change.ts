import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { closeScheduledChange } from '@/lib/services/close-scheduled-change';
import { recordHistory } from '@/lib/services/record-history';
import { lockScheduledChange } from './store';

/** Cancels a pending change. There is nothing to undo, because a change takes effect only on its day. */
export async function cancelScheduledChange(
  ctx: Ctx,
  { changeId }: { changeId: number },
): Promise<void> {
  requireStaff(ctx, 'services.write');
  await inTransaction(ctx, async (tctx) => {
    const change = found(await lockScheduledChange(tctx, changeId));
    if (change.state !== 'pending') refuse('invalid-state', 'scheduled_not_pending');
    await closeScheduledChange(tctx, changeId, { state: 'cancelled' });
    const { serviceId, customerId } = change;
    await recordHistory(tctx, [
      { serviceId, customerId, action: 'change_cancelled', after: { changeId } },
    ]);
    await recordAudit(tctx, {
      action: 'service.cancel-change',
      subject: { kind: 'service', id: serviceId },
      customerId,
      after: { changeId },
    });
  });
}
