import { z } from 'zod';
import { customerLabels, customers } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { isTimeZone } from '@/lib/kit/time';
import { customerStatuses } from '@/lib/kit/words';
import { openWallet } from '@/lib/wallet/open-wallet';
import { newServicePassword, saveServicePassword } from './save-service-password';

export const CreateCustomer = z.object({
  name: z.string().trim().min(1, 'field_required').max(200, 'field_too_long'),
  email: z.email('email_invalid').max(254).nullable().default(null),
  phone: z.string().trim().max(40, 'field_too_long').nullable().default(null),
  status: z.enum(customerStatuses).default('active'),
  siteId: z.number().int().positive().nullable().default(null),
  language: z.string().max(20).nullable().default(null),
  timeZone: z.string().refine(isTimeZone, 'time_zone_unknown').nullable().default(null),
  labels: z.array(z.string().trim().min(1).max(60)).max(50).default([]),
  /** Used on the router by services without a password of their own; made up when left out. */
  servicePassword: z.string().min(1).max(64).optional(),
});
export type CreateCustomer = z.input<typeof CreateCustomer>;

/** Adds a customer with an empty wallet at the operator's minimum balance. */
export async function createCustomer(
  ctx: Ctx,
  input: CreateCustomer,
): Promise<{ customerId: number }> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { labels, servicePassword, ...person } = CreateCustomer.parse(input);
  return inTransaction(ctx, async (tctx) => {
    const [row] = await tctx.tx
      .insert(customers)
      .values({ ...person, createdAt: ctx.now, updatedAt: ctx.now })
      .returning({ id: customers.id });
    if (!row) throw new Error('customers: the insert returned nothing');
    const customerId = row.id;
    if (labels.length > 0) {
      await tctx.tx
        .insert(customerLabels)
        .values([...new Set(labels)].map((label) => ({ customerId, label })));
    }
    await saveServicePassword(tctx, {
      customerId,
      password: servicePassword ?? newServicePassword(),
    });
    await openWallet(tctx, customerId);
    await recordAudit(tctx, {
      action: 'customer.create',
      subject: { kind: 'customer', id: customerId },
      customerId,
      after: { ...person, labels },
    });
    return { customerId };
  });
}
