import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { holdServices } from '@/lib/services/hold-services';
import { ServicePassword } from './customer-input';
import { lockOpenCustomer } from './lock-customer';
import { saveServicePassword } from './save-service-password';

export const ChangeServicePassword = z.object({
  customerId: z.number().int().positive(),
  password: ServicePassword,
});
export type ChangeServicePassword = z.infer<typeof ChangeServicePassword>;

/**
 * Changes the password for those of the customer's services that have none of their own. It is pushed to their
 * routers, and sessions that used the old one are disconnected.
 */
export async function changeServicePassword(ctx: Ctx, input: ChangeServicePassword): Promise<void> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { customerId, password } = ChangeServicePassword.parse(input);
  await inTransaction(ctx, async (tctx) => {
    await lockOpenCustomer(tctx, customerId);
    // A trigger updates the services: their locks come before that, and in order.
    await lockSchedules(tctx, customerId);
    await holdServices(tctx, customerId);
    await saveServicePassword(tctx, { customerId, password });
    await recordAudit(tctx, {
      action: 'customer.service_password',
      subject: { kind: 'customer', id: customerId },
      customerId,
    });
  });
}
