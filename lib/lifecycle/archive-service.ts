import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { serviceNetworks, services } from '@/db/schema/services';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { endRecurrence } from '@/lib/recurrence/end-recurrence';
import { lockService } from '@/lib/services/lock-service';
import { recordHistory } from '@/lib/services/record-history';
import { serviceCan } from '@/lib/services/rules';
import { startLoginSuccessors } from './start-login-successors';
import { cancelPendingChanges } from './store';

export const ArchiveService = z.object({
  serviceId: z.number().int().positive(),
  reason: z.string().trim().min(1, 'reason_required').max(500, 'field_too_long'),
});

/** Archives a service permanently: its login, addresses and networks are freed, its history stays. */
export async function archiveService(
  ctx: Ctx,
  input: z.infer<typeof ArchiveService>,
): Promise<void> {
  requireStaffOrSystem(ctx, 'services.write');
  const { serviceId, reason } = ArchiveService.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const { state, customerId, login } = await lockService(tctx, serviceId);
    const verdict = serviceCan.archive(state);
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    await endRecurrence(tctx, serviceId);
    await cancelPendingChanges(tctx, serviceId);
    await tctx.tx.delete(serviceNetworks).where(eq(serviceNetworks.serviceId, serviceId));
    await tctx.tx
      .update(services)
      .set({ archivedAt: ctx.now, updatedAt: ctx.now })
      .where(eq(services.id, serviceId));
    await recordHistory(tctx, [{ serviceId, customerId, action: 'archived', reason }]);
    await startLoginSuccessors(tctx, login);
    await recordAudit(tctx, {
      action: 'service.archive',
      subject: { kind: 'service', id: serviceId },
      customerId,
      reason,
    });
  });
}
