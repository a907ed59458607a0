'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { say } from '@/app/_forms/answer';
import { formAction } from '@/app/_forms/form-action';
import { getOperatorFormats } from '@/app/_operator/operator';
import { ChangePasswordInput, changePassword } from '@/lib/identity/change-password';
import { revokeAllSessions } from '@/lib/identity/revoke-all-sessions';
import { RevokeSessionInput, revokeSession } from '@/lib/identity/revoke-session';
import { requirePersonCtx } from './session';

export const changeOwnPassword = formAction({
  formats: getOperatorFormats,
  who: requirePersonCtx,
  schema: ChangePasswordInput,
  run: async (ctx, input) => {
    await changePassword(ctx, input);
    return say('auth.security', 'passwordChanged');
  },
});

export const endOwnSession = formAction({
  formats: getOperatorFormats,
  who: requirePersonCtx,
  schema: RevokeSessionInput,
  run: async (ctx, input) => {
    await revokeSession(ctx, input);
    revalidatePath('/', 'layout');
  },
});

export const endOtherSessions = formAction({
  formats: getOperatorFormats,
  who: requirePersonCtx,
  schema: z.object({}),
  run: async (ctx) => {
    const count = await revokeAllSessions(ctx);
    revalidatePath('/', 'layout');
    return say('auth.security', 'ended', { count });
  },
});
