'use server';

import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { clientAddress } from '@/app/_auth/client-address';
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
    const t = await getTranslations('auth.forgotten');
    return { message: t('sent') };
  },
});
