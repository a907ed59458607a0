import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { customerLabels } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { LABELS_MAX, labelText } from './customer-input';
import { lockOpenCustomer } from './lock-customer';

export const ChangeCustomerLabel = z.object({
  customerId: z.number().int().positive(),
  label: labelText,
  /** False removes it. */
  isPut: z.boolean(),
});
export type ChangeCustomerLabel = z.infer<typeof ChangeCustomerLabel>;

/** Adds or removes one label of a customer and keeps the others; a no-op if nothing changes. */
export async function changeCustomerLabel(ctx: Ctx, input: ChangeCustomerLabel): Promise<void> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { customerId, label, isPut } = ChangeCustomerLabel.parse(input);
  await inTransaction(ctx, async (tctx) => {
    await lockOpenCustomer(tctx, customerId);
    const before = await listLabels(tctx, customerId);
    if (before.includes(label) === isPut) return;
    if (isPut && before.length >= LABELS_MAX)
      refuse('limit', 'customer_labels_max', { max: LABELS_MAX });
    await (isPut
      ? tctx.tx.insert(customerLabels).values({ customerId, label })
      : tctx.tx
          .delete(customerLabels)
          .where(and(eq(customerLabels.customerId, customerId), eq(customerLabels.label, label))));
    await recordAudit(tctx, {
      action: 'customer.labels',
      subject: { kind: 'customer', id: customerId },
      customerId,
      before: { labels: before },
      after: { labels: isPut ? [...before, label].sort() : before.filter((one) => one !== label) },
    });
  });
}

async function listLabels(ctx: TxCtx, customerId: number): Promise<string[]> {
  const rows = await ctx.tx
    .select({ label: customerLabels.label })
    .from(customerLabels)
    .where(eq(customerLabels.customerId, customerId));
  return rows.map(({ label }) => label).sort();
}
