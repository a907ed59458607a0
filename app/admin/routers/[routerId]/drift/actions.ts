'use server';

import { revalidatePath } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { say } from '@/app/_forms/answer';
import { staffAction } from '@/app/_operator/staff-action';
import { UndoApply, undoApply } from '@/lib/routers/undo-apply';

/** Reverts what the last repair or adoption wrote. */
export const undo = staffAction({
  schema: UndoApply,
  run: async (ctx, input) => {
    const result = await undoApply(ctx, input);
    revalidatePath(`/admin/routers/${input.routerId}`, 'layout');
    if (result.kind === 'unreachable') {
      const t = await getTranslations('routers.failure');
      return say('admin-routers.undo', 'unreachable', { reason: t(result.failure) });
    }
    const { restored, kept } = result;
    const touched = kept.filter(({ reason }) => reason === 'touched').length;
    const access = kept.length - touched;
    return say('admin-routers.undo', 'done', { restored, touched, access });
  },
});
