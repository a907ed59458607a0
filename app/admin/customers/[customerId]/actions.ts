'use server';

import { refresh } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { say } from '@/app/_forms/answer';
import { moneyInput } from '@/app/_operator/money-input';
import { getOperatorFormats } from '@/app/_operator/operator';
import { staffAction } from '@/app/_operator/staff-action';
import { AddNote, addNote } from '@/lib/customers/add-note';
import { ChangeCustomer, changeCustomer } from '@/lib/customers/change-customer';
import {
  ChangeServicePassword,
  changeServicePassword,
} from '@/lib/customers/change-service-password';
import { deleteNote } from '@/lib/customers/delete-note';
import { InvitePerson, invitePerson } from '@/lib/customers/invite-person';
import { SetCustomerAddresses, setCustomerAddresses } from '@/lib/customers/set-customer-addresses';
import { setCustomerLabels } from '@/lib/customers/set-customer-labels';
import { disableUser } from '@/lib/identity/disable-user';
import { inviteUser } from '@/lib/identity/invite-user';
import { ChangeCustomerStatus, changeCustomerStatus } from '@/lib/lifecycle/change-customer-status';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { labelsFromText } from '../_form/labels-from-text';

const id = z.number().int().positive();

export const changeStatus = staffAction({
  schema: ChangeCustomerStatus,
  run: async (ctx, input) => {
    await changeCustomerStatus(ctx, input);
    refresh();
    const t = await getTranslations('admin-customers.status');
    return say('admin-customers.statusChange', 'done', { status: t(input.status) });
  },
});

export const changeContact = staffAction({
  schema: ChangeCustomer,
  run: async (ctx, input) => {
    await changeCustomer(ctx, input);
    refresh();
  },
});

export const changeLabels = staffAction({
  schema: z.object({ customerId: id, labels: labelsFromText }),
  run: async (ctx, input) => {
    await setCustomerLabels(ctx, input);
    refresh();
  },
});

export const changeAddresses = staffAction({
  schema: SetCustomerAddresses,
  run: async (ctx, input) => {
    await setCustomerAddresses(ctx, input);
    refresh();
  },
});

export const changePassword = staffAction({
  schema: ChangeServicePassword,
  run: async (ctx, input) => {
    await changeServicePassword(ctx, input);
    refresh();
    return say('admin-customers.details', 'passwordChanged');
  },
});

export const writeNote = staffAction({
  schema: AddNote,
  run: async (ctx, input) => {
    await addNote(ctx, input);
    refresh();
  },
});

export const removeNote = staffAction({
  schema: z.object({ noteId: id }),
  run: async (ctx, input) => {
    await deleteNote(ctx, input);
    refresh();
  },
});

export const invite = staffAction({
  schema: InvitePerson,
  run: async (ctx, input) => {
    await invitePerson(ctx, input);
    refresh();
    return say('admin-customers.people', 'invited', input);
  },
});

export const inviteAgain = staffAction({
  schema: z.object({ userId: id }),
  run: async (ctx, input) => {
    await inviteUser(ctx, input);
    return say('admin-customers.people', 'invitedAgain');
  },
});

export const disablePerson = staffAction({
  schema: z.object({ userId: id, reason: z.string().trim().min(1, 'reason_required').max(500) }),
  run: async (ctx, input) => {
    await disableUser(ctx, input);
    refresh();
  },
});

export const adjust = staffAction({
  schema: z.object({
    idempotencyKey: z.uuid(),
    customerId: id,
    direction: z.enum(['credit', 'debit', 'cash']),
    amountMinor: moneyInput(),
    reason: z.string().trim().min(1, 'reason_required').max(500, 'field_too_long'),
  }),
  run: async (ctx, { idempotencyKey: adjustmentId, ...input }) => {
    const { balanceAfterMinor } = await adjustWallet(ctx, { adjustmentId, ...input });
    refresh();
    const f = await getOperatorFormats();
    return say('admin-customers.money', 'adjusted', { balance: f.money(balanceAfterMinor) });
  },
});
