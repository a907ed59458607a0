'use server';

import { revalidatePath } from 'next/cache';
import { say } from '@/app/_forms/answer';
import { staffAction } from '@/app/_operator/staff-action';
import { DecideHeldReading, decideHeldReading } from '@/lib/usage/decide-held-reading';

export const decide = staffAction({
  schema: DecideHeldReading,
  run: async (ctx, input) => {
    await decideHeldReading(ctx, input);
    revalidatePath('/admin', 'layout');
    return say('admin-customers.usage.held', `done.${input.decision}`);
  },
});
