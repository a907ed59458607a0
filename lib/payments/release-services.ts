import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { lockCustomer } from '@/lib/customers/lock-customer';
import { found, refuse } from '@/lib/kit/errors';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { resumeUndisputed } from './follow-dispute';
import { findDispute, lockTopUp, saveDispute } from './store';

export const ReleaseServices = z.object({
  disputeId: z.string().min(1).max(200),
  reason: z.string().trim().min(1, 'reason_required').max(500, 'field_too_long'),
});
export type ReleaseServices = z.infer<typeof ReleaseServices>;

/**
 * Lets the customer's services run despite a dispute, open or lost. Returns `stopped` if another dispute still stops
 * them.
 * @throws DomainError `not-found` | `dispute_stops_nothing`
 */
export async function releaseServices(
  ctx: Ctx,
  input: ReleaseServices,
): Promise<{ kind: 'released' | 'stopped' }> {
  requireStaff(ctx, 'services.write');
  const { disputeId, reason } = ReleaseServices.parse(input);
  return inTransaction(ctx, async (tctx) => {
    const { topUpId } = found(await findDispute(tctx, disputeId));
    const { customerId } = await lockTopUp(tctx, topUpId);
    await lockCustomer(tctx, customerId);
    await lockSchedules(tctx, customerId);
    const dispute = found(await findDispute(tctx, disputeId));
    if (!dispute.stopsServices) refuse('invalid-state', 'dispute_stops_nothing');
    await saveDispute(tctx, { ...dispute, stopsServices: false, updatedAt: ctx.now });
    const isLifted = await resumeUndisputed(tctx, { customerId, note: reason });
    await recordAudit(tctx, {
      action: 'dispute.release',
      subject: { kind: 'top-up', id: topUpId },
      customerId,
      before: { disputeId, state: dispute.state },
      reason,
    });
    return { kind: isLifted ? 'released' : 'stopped' };
  });
}
