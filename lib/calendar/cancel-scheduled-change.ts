import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { closeScheduledChange } from '@/lib/services/close-scheduled-change';
import { lockService } from '@/lib/services/lock-service';
import { findServiceOfChange } from '@/lib/services/lookups';
import { recordHistory } from '@/lib/services/record-history';
import { refuseStanding } from '@/lib/services/refuse-standing';
import { lockScheduledChange } from './store';

/**
 * Cancels a pending change. There is nothing to undo, because a change takes effect only on its day. Refused if another
 * planned change could not happen without it.
 */
export async function cancelScheduledChange(
  ctx: Ctx,
  { changeId }: { changeId: number },
): Promise<void> {
  requireStaff(ctx, 'services.write');
  await inTransaction(ctx, async (tctx) => {
    const { serviceId } = found(await findServiceOfChange(tctx, changeId));
    const service = await lockService(tctx, serviceId);
    const change = found(await lockScheduledChange(tctx, changeId));
    if (change.state !== 'pending') refuse('invalid-state', 'scheduled_not_pending');
    await refuseStanding(tctx, service, { cancels: changeId });
    await closeScheduledChange(tctx, changeId, { state: 'cancelled' });
    const { customerId } = change;
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
