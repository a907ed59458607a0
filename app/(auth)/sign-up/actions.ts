'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { clientAddress } from '@/app/_auth/client-address';
import { formAction } from '@/app/_forms/form-action';
import { browserLocale } from '@/app/_i18n/browser-locale';
import { getOperatorFormats } from '@/app/_operator/operator';
import { RequestSignUp, requestSignUp } from '@/lib/sign-up/request-sign-up';

export const signUp = formAction({
  formats: getOperatorFormats,
  who: () => headers(),
  schema: RequestSignUp.omit({ language: true }),
  run: async (sender, person) => {
    const ip = clientAddress(sender.get('x-forwarded-for'));
    const language = browserLocale(sender.get('accept-language'));
    await requestSignUp({ now: new Date() }, { ...person, language, ip });
    redirect('/sign-up/sent');
  },
});
