'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { landingPath } from '@/app/_auth/safe-path';
import { writeSessionCookie } from '@/app/_auth/session-cookie';
import { signInWithPassword } from '@/app/_auth/sign-in';
import { formAction } from '@/app/_forms/form-action';
import { getOperatorFormats } from '@/app/_operator/operator';
import { refuse } from '@/lib/kit/errors';

const SignInForm = z.object({
  email: z.string(),
  password: z.string(),
  next: z.string().optional(),
});

export const signIn = formAction({
  formats: getOperatorFormats,
  who: () => headers(),
  schema: SignInForm,
  run: async (sender, { email, password, next }) => {
    const person = await signInWithPassword({
      email,
      password,
      forwardedFor: sender.get('x-forwarded-for'),
      userAgent: sender.get('user-agent'),
    });
    if (!person) return refuse('forbidden', 'sign_in_refused');
    await writeSessionCookie(person.sessionId);
    redirect(landingPath(person, next));
  },
});
