import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { customerLabels } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { CustomerLabels } from './customer-input';
import { lockOpenCustomer } from './lock-customer';

export const SetCustomerLabels = z.object({
  customerId: z.number().int().positive(),
  labels: CustomerLabels,
});
export type SetCustomerLabels = z.infer<typeof SetCustomerLabels>;

/** Replaces a customer's labels; items assigned to a label become available at once. */
export async function setCustomerLabels(ctx: Ctx, input: SetCustomerLabels): Promise<void> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { customerId, labels } = SetCustomerLabels.parse(input);
  const wanted = [...new Set(labels)].sort();
  await inTransaction(ctx, async (tctx) => {
    await lockOpenCustomer(tctx, customerId);
    const rows = await tctx.tx
      .delete(customerLabels)
      .where(eq(customerLabels.customerId, customerId))
      .returning({ label: customerLabels.label });
    if (wanted.length > 0) {
      await tctx.tx.insert(customerLabels).values(wanted.map((label) => ({ customerId, label })));
    }
    const before = rows.map((row) => row.label).sort();
    if (before.join('\n') === wanted.join('\n')) return;
    await recordAudit(tctx, {
      action: 'customer.labels',
      subject: { kind: 'customer', id: customerId },
      customerId,
      before: { labels: before },
      after: { labels: wanted },
    });
  });
}
