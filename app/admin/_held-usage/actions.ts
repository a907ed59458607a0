'use server';

import { revalidatePath } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { staffAction } from '@/app/_operator/staff-action';
import { DecideHeldReading, decideHeldReading } from '@/lib/usage/decide-held-reading';

export const decide = staffAction({
  schema: DecideHeldReading,
  run: async (ctx, input) => {
    await decideHeldReading(ctx, input);
    revalidatePath('/admin', 'layout');
    const t = await getTranslations('admin-customers.usage.held');
    return { message: t(`done.${input.decision}`) };
  },
});
