'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { staffAction } from '@/app/_operator/staff-action';
import { createCustomer } from '@/lib/customers/create-customer';
import { CustomerContact, ServicePassword } from '@/lib/customers/customer-input';
import { invitePerson } from '@/lib/customers/invite-person';
import { refuseField } from '@/lib/kit/errors';
import { labelsFromText } from '../_view/labels-input';

const NewCustomer = CustomerContact.extend({
  status: z.enum(['new', 'active']).default('active'),
  labels: labelsFromText,
  servicePassword: ServicePassword.optional(),
  invite: z.boolean().default(false),
});

export const createCustomerAction = staffAction({
  schema: NewCustomer,
  run: async (ctx, { invite, ...customer }) => {
    if (invite && customer.email === null) refuseField('email', 'field_required');
    const { customerId } = await createCustomer(ctx, customer);
    if (invite && customer.email !== null) {
      await invitePerson(ctx, { customerId, name: customer.name, email: customer.email });
    }
    redirect(`/admin/customers/${customerId}`);
  },
});
