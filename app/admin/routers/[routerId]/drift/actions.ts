'use server';

import { revalidatePath } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { staffAction } from '@/app/_operator/staff-action';
import { UndoApply, undoApply } from '@/lib/routers/undo-apply';

/** Puts back what the last repair or adoption wrote. */
export const undo = staffAction({
  schema: UndoApply,
  run: async (ctx, input) => {
    const result = await undoApply(ctx, input);
    revalidatePath(`/admin/routers/${input.routerId}`, 'layout');
    const [t, words] = await Promise.all([
      getTranslations('admin-routers.undo'),
      getTranslations('routers'),
    ]);
    if (result.kind === 'unreachable') {
      return { message: t('unreachable', { reason: words(`failure.${result.failure}`) }) };
    }
    const { restored, kept } = result;
    return { message: t('done', { restored, kept: kept.length }) };
  },
});
