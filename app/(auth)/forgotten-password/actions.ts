'use server';

import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { clientAddress } from '@/app/_auth/client-address';
import { formAction } from '@/app/_forms/form-action';
import {
  RequestPasswordResetInput,
  requestPasswordReset,
} from '@/lib/identity/request-password-reset';

export const askForReset = formAction({
  who: () => headers(),
  schema: RequestPasswordResetInput,
  run: async (sender, { email }) => {
    const ip = clientAddress(sender.get('x-forwarded-for'));
    await requestPasswordReset({ now: new Date() }, { email, ip });
    const t = await getTranslations('auth.forgotten');
    return { message: t('sent') };
  },
});
