import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuseField } from '@/lib/kit/errors';
import { customerStatuses } from '@/lib/kit/words';
import { CustomerContact, CustomerLabels, ServicePassword } from './customer-input';
import { insertCustomers } from './insert-customers';
import { invitePerson } from './invite-person';
import { requireSite } from './require-site';

export const CreateCustomer = CustomerContact.extend({
  status: z.enum(customerStatuses).default('active'),
  labels: CustomerLabels.default([]),
  /** Used on the router by services without a password of their own; generated if omitted. */
  servicePassword: ServicePassword.optional(),
  /** Mails the customer an invitation to the portal. */
  invite: z.boolean().default(false),
});
export type CreateCustomer = z.input<typeof CreateCustomer>;

/** Creates a customer with an empty wallet at the operator's minimum balance. */
export async function createCustomer(
  ctx: Ctx,
  input: CreateCustomer,
): Promise<{ customerId: number }> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { invite, ...person } = CreateCustomer.parse(input);
  const { name, email } = person;
  if (invite && email === null) refuseField('email', 'field_required');
  return inTransaction(ctx, async (tctx) => {
    await requireSite(tctx, person.siteId);
    const [customerId = 0] = await insertCustomers(tctx, [person]);
    if (invite && email !== null) await invitePerson(tctx, { customerId, name, email });
    return { customerId };
  });
}
