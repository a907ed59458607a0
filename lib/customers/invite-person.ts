import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { createUser } from '@/lib/identity/create-user';
import { inviteUser } from '@/lib/identity/invite-user';
import { lockOpenCustomer } from './lock-customer';

export const InvitePerson = z.object({
  customerId: z.number().int().positive(),
  name: z.string().trim().min(1, 'field_required').max(200, 'field_too_long'),
  email: z.email('email_invalid').max(254),
});
export type InvitePerson = z.infer<typeof InvitePerson>;

/** Creates a person who may sign in for the customer, and requests the mail in which they choose a password. */
export async function invitePerson(ctx: Ctx, input: InvitePerson): Promise<{ userId: number }> {
  requireStaffOrSystem(ctx, 'customers.write');
  const { customerId, name, email } = InvitePerson.parse(input);
  return inTransaction(ctx, async (tctx) => {
    await lockOpenCustomer(tctx, customerId);
    const { userId } = await createUser(tctx, { kind: 'subscriber', customerId, name, email });
    await inviteUser(tctx, { userId });
    return { userId };
  });
}
