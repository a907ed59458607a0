'use server';

import type { Route } from 'next';
import { refresh, revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { say } from '@/app/_forms/answer';
import { orRefresh } from '@/app/_operator/or-refresh';
import { staffAction } from '@/app/_operator/staff-action';
import { EraseCustomer, eraseCustomer } from '@/lib/person/erase-customer';
import { MergeCustomers, mergeCustomers } from '@/lib/person/merge-customers';

export const erase = staffAction({
  schema: EraseCustomer,
  run: async (ctx, input) => {
    await eraseCustomer(ctx, input);
    refresh();
    return say('admin-customers.personal', 'erased');
  },
});

export const merge = staffAction({
  schema: MergeCustomers.extend({ shown: MergeCustomers.shape.shown.unwrap() }),
  run: async (ctx, input) => {
    await orRefresh(mergeCustomers(ctx, input));
    revalidatePath('/admin/customers', 'layout');
    redirect(`/admin/customers/${input.intoId}` as Route);
  },
});
