import { z } from 'zod';
import { customerLabels, customers } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { refuseField } from '@/lib/kit/errors';
import { customerStatuses } from '@/lib/kit/words';
import { openWallet } from '@/lib/wallet/open-wallet';
import { CustomerContact, CustomerLabels, ServicePassword } from './customer-input';
import { invitePerson } from './invite-person';
import { requireSite } from './require-site';
import { newServicePassword, saveServicePassword } from './save-service-password';

export const CreateCustomer = CustomerContact.extend({
  status: z.enum(customerStatuses).default('active'),
  labels: CustomerLabels.default([]),
  /** Used on the router by services without a password of their own; made up when left out. */
  servicePassword: ServicePassword.optional(),
  /** Mails the customer's address an invitation to the portal. */
  invite: z.boolean().default(false),
});
export type CreateCustomer = z.input<typeof CreateCustomer>;

/** Adds a customer with an empty wallet at the operator's minimum balance. */
export async function createCustomer(
  ctx: Ctx,
  input: CreateCustomer,
): Promise<{ customerId: number }> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { labels, servicePassword, invite, ...person } = CreateCustomer.parse(input);
  const { name, email } = person;
  if (invite && email === null) refuseField('email', 'field_required');
  return inTransaction(ctx, async (tctx) => {
    await requireSite(tctx, person.siteId);
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
    if (invite && email !== null) await invitePerson(tctx, { customerId, name, email });
    return { customerId };
  });
}
