import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { lockSubject } from './lock-subject';
import { listNextCharges } from './lookups/next-charges';
import { listUndecided } from './lookups/undecided';
import { renewalNow, requireAsShown, ShownCharge } from './shown-charge';

const id = z.number().int().positive();
export const RenewService = z.object({
  customerId: id,
  serviceId: id,
  /** The renewal that the page showed; another one is refused. */
  shown: ShownCharge,
});

/**
 * Renews a service from the credit, after a plan change that was paid for came to nothing. Idempotent: a repeat finds
 * it renewed.
 * @throws DomainError `charge_changed` | `charge_reworded` if it would not renew as shown | `order_short`
 */
export async function renewService(ctx: Ctx, input: z.infer<typeof RenewService>): Promise<void> {
  const { customerId, serviceId, shown } = RenewService.parse(input);
  requireCustomerAccess(ctx, customerId, 'orders.write');
  await inTransaction(ctx, async (tctx) => {
    // The same locks as for an order of this service.
    await lockSubject(tctx, { customerId, request: { kind: 'pack', serviceId, packId: 0 } });
    if (!(await listUndecided(tctx, customerId)).has(serviceId)) return;
    const charge = found((await listNextCharges(tctx, [serviceId])).get(serviceId));
    await requireAsShown(tctx, shown, renewalNow(charge));
    const [settled] = await startOwedPeriods(tctx, [serviceId]);
    if (settled?.outcome === 'short') refuse('insufficient-credit', 'order_short');
    if (settled?.outcome !== 'started') refuse('invalid-state', 'service_not_running');
    await recordAudit(tctx, {
      action: 'service.renew',
      subject: { kind: 'service', id: serviceId },
      customerId,
    });
  });
}
