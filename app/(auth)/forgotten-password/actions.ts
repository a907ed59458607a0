'use server';

import { headers } from 'next/headers';
import { clientAddress } from '@/app/_auth/client-address';
import { say } from '@/app/_forms/answer';
import { formAction } from '@/app/_forms/form-action';
import { getOperatorFormats } from '@/app/_operator/operator';
import {
  RequestPasswordResetInput,
  requestPasswordReset,
} from '@/lib/identity/request-password-reset';

export const askForReset = formAction({
  formats: getOperatorFormats,
  who: () => headers(),
  schema: RequestPasswordResetInput,
  run: async (sender, { email }) => {
    const ip = clientAddress(sender.get('x-forwarded-for'));
    await requestPasswordReset({ now: new Date() }, { email, ip });
    return say('auth.forgotten', 'sent');
  },
});
