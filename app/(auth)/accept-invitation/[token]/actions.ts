'use server';

import { redirect } from 'next/navigation';
import { formAction } from '@/app/_forms/form-action';
import { getOperatorFormats } from '@/app/_operator/operator';
import { acceptInvitation } from '@/lib/identity/accept-invitation';
import { SetPasswordInput } from '@/lib/identity/set-password-by-link';

export const setFirstPassword = formAction({
  formats: getOperatorFormats,
  // The link in the form is the credential; the command verifies it.
  who: async () => ({ now: new Date() }),
  schema: SetPasswordInput,
  run: async (ctx, input) => {
    await acceptInvitation(ctx, input);
    redirect('/sign-in?notice=password-set');
  },
});
