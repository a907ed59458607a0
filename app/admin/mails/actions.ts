'use server';

import { revalidatePath } from 'next/cache';
import { say } from '@/app/_forms/answer';
import { staffAction } from '@/app/_operator/staff-action';
import { ResendNotification, resendNotification } from '@/lib/notifications/resend-notification';

export const resendMail = staffAction({
  schema: ResendNotification,
  run: async (ctx, input) => {
    await resendNotification(ctx, input);
    revalidatePath('/admin', 'layout');
    return say('admin-mails', 'resent');
  },
});
