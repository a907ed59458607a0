import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { customerAddresses } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { CustomerAddress } from './customer-input';
import { lockOpenCustomer } from './lock-customer';

export const SetCustomerAddresses = z.object({
  customerId: z.number().int().positive(),
  addresses: z.array(CustomerAddress).max(20),
});
export type SetCustomerAddresses = z.input<typeof SetCustomerAddresses>;

/** Replaces a customer's postal addresses with these, in this order. */
export async function setCustomerAddresses(ctx: Ctx, input: SetCustomerAddresses): Promise<void> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { customerId, addresses } = SetCustomerAddresses.parse(input);
  await inTransaction(ctx, async (tctx) => {
    await lockOpenCustomer(tctx, customerId);
    const rows = await tctx.tx
      .delete(customerAddresses)
      .where(eq(customerAddresses.customerId, customerId))
      .returning();
    if (addresses.length > 0) {
      await tctx.tx
        .insert(customerAddresses)
        .values(addresses.map((address) => ({ ...address, customerId })));
    }
    await recordAudit(tctx, {
      action: 'customer.addresses',
      subject: { kind: 'customer', id: customerId },
      customerId,
      before: rows.map(({ id: _id, customerId: _customerId, ...address }) => address),
      after: addresses,
    });
  });
}
