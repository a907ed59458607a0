import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { customers } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { refuse } from '@/lib/kit/errors';
import { customerStatuses } from '@/lib/kit/words';
import { followStatus } from './follow-status';
import { canBecome } from './rules';
import { lockOpenCustomer } from './store';

export const ChangeCustomerStatus = z.object({
  customerId: z.number().int().positive(),
  status: z.enum(customerStatuses),
  reason: z.string().trim().max(500, 'field_too_long').optional(),
});
export type ChangeCustomerStatus = z.infer<typeof ChangeCustomerStatus>;

/**
 * Changes a customer's status. Inactive and blocked put their hold on every service and tell the
 * routers; active lifts it, and each service returns to what its other holds say. A status that is
 * already there changes nothing.
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
    await tctx.tx
      .update(customers)
      .set({ status, updatedAt: ctx.now })
      .where(eq(customers.id, customerId));
    await recordAudit(tctx, {
      action: 'customer.status',
      subject: { kind: 'customer', id: customerId },
      customerId,
      before: { status: customer.status },
      after: { status },
      reason,
    });
    await followStatus(tctx, { customerId, status, note: reason });
  });
}
