import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { customers } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { CustomerContact } from './customer-input';
import { lockOpenCustomer } from './lock-customer';
import { requireSite } from './require-site';

export const ChangeCustomer = CustomerContact.extend({ customerId: z.number().int().positive() });
export type ChangeCustomer = z.input<typeof ChangeCustomer>;

/** Changes a customer's name and contact details; only changed fields are written. */
export async function changeCustomer(ctx: Ctx, input: ChangeCustomer): Promise<void> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { customerId, ...contact } = ChangeCustomer.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const row = await lockOpenCustomer(tctx, customerId);
    const keys = (Object.keys(contact) as (keyof typeof contact)[]).filter(
      (key) => row[key] !== contact[key],
    );
    if (keys.length === 0) return;
    await requireSite(tctx, contact.siteId);
    const pick = (from: Record<string, unknown>) =>
      Object.fromEntries(keys.map((key) => [key, from[key]]));
    await tctx.tx
      .update(customers)
      .set({ ...contact, updatedAt: ctx.now })
      .where(eq(customers.id, customerId));
    await recordAudit(tctx, {
      action: 'customer.change',
      subject: { kind: 'customer', id: customerId },
      customerId,
      before: pick(row),
      after: pick(contact),
    });
  });
}
