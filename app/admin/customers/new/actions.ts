'use server';

import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { staffAction } from '@/app/_operator/staff-action';
import { createCustomer } from '@/lib/customers/create-customer';
import { CustomerContact, ServicePassword } from '@/lib/customers/customer-input';
import { labelsFromText } from '../_form/labels-from-text';

const NewCustomer = CustomerContact.extend({
  status: z.enum(['new', 'active']).default('active'),
  labels: labelsFromText,
  servicePassword: ServicePassword.optional(),
  invite: z.boolean().default(false),
});

export const createCustomerAction = staffAction({
  schema: NewCustomer,
  run: async (ctx, input) => {
    const { customerId } = await createCustomer(ctx, input);
    redirect(`/admin/customers/${customerId}` as Route);
  },
});
