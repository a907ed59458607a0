import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { lockOpenCustomer } from '@/lib/customers/lock-customer';
import { canBecome } from '@/lib/customers/rules';
import { saveStatus } from '@/lib/customers/save-status';
import { refuse } from '@/lib/kit/errors';
import { customerStatuses } from '@/lib/kit/words';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { holdServices } from '@/lib/services/hold-services';
import { followCustomerStatus } from './follow-customer-status';

export const ChangeCustomerStatus = z.object({
  customerId: z.number().int().positive(),
  status: z.enum(customerStatuses),
  reason: z.string().trim().max(500, 'field_too_long').optional(),
});
export type ChangeCustomerStatus = z.infer<typeof ChangeCustomerStatus>;

/**
 * Changes a customer's status. Inactive and blocked add their hold to every service and notify the routers;
 * active lifts it, and the other holds then decide each service's status. A no-op if the customer has the
 * status already.
 */
export async function changeCustomerStatus(ctx: Ctx, input: ChangeCustomerStatus): Promise<void> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { customerId, status, reason } = ChangeCustomerStatus.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const customer = await lockOpenCustomer(tctx, customerId);
    if (customer.status === status) return;
    if (!canBecome(customer.status, status)) {
      refuse('invalid-state', 'customer_status_not_possible', {
        from: customer.status,
        to: status,
      });
    }
    await lockSchedules(tctx, customerId);
    await holdServices(tctx, customerId);
    await saveStatus(tctx, { customerId, status });
    await recordAudit(tctx, {
      action: 'customer.status',
      subject: { kind: 'customer', id: customerId },
      customerId,
      before: { status: customer.status },
      after: { status },
      reason,
    });
    await followCustomerStatus(tctx, { customerId, status, note: reason });
  });
}
