import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { liftHolds } from '@/lib/services/lift-holds';
import { lockService } from '@/lib/services/lock-service';
import { serviceCan, staffHolds } from '@/lib/services/rules';
import { setHolds } from '@/lib/services/set-holds';

export const StaffHold = z.object({
  serviceId: z.number().int().positive(),
  hold: z.enum(staffHolds),
  reason: z.string().trim().min(1, 'reason_required').max(500, 'field_too_long'),
});
export type StaffHold = z.infer<typeof StaffHold>;

/**
 * Stops a service (walled garden) or disables it (cut off) on behalf of staff, with a reason kept in the
 * history.
 */
export async function stopService(ctx: Ctx, input: StaffHold): Promise<void> {
  requireStaffOrSystem(ctx, 'services.write');
  const { serviceId, hold, reason } = StaffHold.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const { state, customerId } = await lockService(tctx, serviceId);
    const verdict = hold === 'staff_stopped' ? serviceCan.stop(state) : serviceCan.disable(state);
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    await setHolds(tctx, { serviceIds: [serviceId], reason: hold, note: reason });
    await recordAudit(tctx, {
      action: `service.${hold}`,
      subject: { kind: 'service', id: serviceId },
      customerId,
      reason,
    });
  });
}

/**
 * Lifts a hold added by staff; the other holds then decide the status, and only time from now on is charged.
 */
export async function unstopService(ctx: Ctx, input: StaffHold): Promise<void> {
  requireStaffOrSystem(ctx, 'services.write');
  const { serviceId, hold, reason } = StaffHold.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const { state, customerId } = await lockService(tctx, serviceId);
    const verdict = hold === 'staff_stopped' ? serviceCan.unstop(state) : serviceCan.enable(state);
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    const lifted = await liftHolds(tctx, { serviceIds: [serviceId], reason: hold, note: reason });
    await startOwedPeriods(tctx, lifted);
    await recordAudit(tctx, {
      action: `service.${hold}.lift`,
      subject: { kind: 'service', id: serviceId },
      customerId,
      reason,
    });
  });
}
