'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { clientAddress } from '@/app/_auth/client-address';
import { writeSessionCookie } from '@/app/_auth/session-cookie';
import { formAction } from '@/app/_forms/form-action';
import { getOperatorFormats } from '@/app/_operator/operator';
import { openSession } from '@/lib/identity/open-session';
import { ConfirmSignUp, confirmSignUp } from '@/lib/sign-up/confirm-sign-up';

/** Link and password are both verified, so confirming signs the person in and leads to the plans. */
export const confirmAccount = formAction({
  formats: getOperatorFormats,
  who: () => headers(),
  schema: ConfirmSignUp,
  run: async (sender, input) => {
    const ctx = { now: new Date() };
    const { userId } = await confirmSignUp(ctx, input);
    const ip = clientAddress(sender.get('x-forwarded-for'));
    const sessionId = await openSession(ctx, { userId, ip, userAgent: sender.get('user-agent') });
    await writeSessionCookie(sessionId);
    redirect('/plans');
  },
});
