import { eq } from 'drizzle-orm';
import {
  scheduledChanges,
  serviceDiscounts,
  serviceHolds,
  serviceNetworks,
  services,
} from '@/db/schema/services';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { endRecurrence } from '@/lib/recurrence/end-recurrence';
import { lockService } from '@/lib/services/lock-service';
import { hasMoneyOrUsage } from '@/lib/services/lookups';
import { serviceCan } from '@/lib/services/rules';

/** Deletes a service without money or usage records; any other service is archived instead. */
export async function deleteService(ctx: Ctx, { serviceId }: { serviceId: number }): Promise<void> {
  requireStaff(ctx, 'services.write');
  await inTransaction(ctx, async (tctx) => {
    const service = await lockService(tctx, serviceId);
    const verdict = serviceCan.delete({
      ...service.state,
      hasHistory: await hasMoneyOrUsage(tctx, serviceId),
    });
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    await endRecurrence(tctx, serviceId);
    for (const table of [serviceDiscounts, serviceNetworks, serviceHolds, scheduledChanges]) {
      await tctx.tx.delete(table).where(eq(table.serviceId, serviceId));
    }
    // Archived first, so that the router is told to remove its rows before the service is gone.
    await tctx.tx.update(services).set({ archivedAt: ctx.now }).where(eq(services.id, serviceId));
    await tctx.tx.delete(services).where(eq(services.id, serviceId));
    await recordAudit(tctx, {
      action: 'service.delete',
      subject: { kind: 'service', id: serviceId },
      customerId: service.customerId,
      before: { ...service, passwordSealed: undefined },
    });
  });
}
