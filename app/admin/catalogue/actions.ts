'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { give, say } from '@/app/_forms/answer';
import { staffAction } from '@/app/_operator/staff-action';
import { ChangeItemStatus, changeItemStatus } from '@/lib/catalog/change-item-status';
import { createItem } from '@/lib/catalog/create-item';
import { DeleteItem, deleteItem } from '@/lib/catalog/delete-item';
import { RemoveItemFile, removeItemFile } from '@/lib/catalog/remove-item-file';
import { changeItem } from '@/lib/rollouts/change-item';
import { previewItemChange } from '@/lib/rollouts/preview-item-change';
import { changePreviewText } from './_form/change-preview-text';
import { ChangeItemForm, CreateItemForm } from './_form/item-form-schema';

export const createItemAction = staffAction({
  schema: CreateItemForm,
  run: async (ctx, input) => {
    const { itemId } = await createItem(ctx, input);
    redirect(`/admin/catalogue/${itemId}`);
  },
});

export const previewItemAction = staffAction({
  schema: ChangeItemForm,
  run: async (ctx, input) => give(await changePreviewText(await previewItemChange(ctx, input))),
});

export const changeItemAction = staffAction({
  schema: ChangeItemForm,
  run: async (ctx, input) => {
    const { rolloutId } = await changeItem(ctx, input);
    redirect(
      rolloutId === null
        ? `/admin/catalogue/${input.itemId}`
        : `/admin/catalogue/roll-outs/${rolloutId}`,
    );
  },
});

export const changeStatusAction = staffAction({
  schema: ChangeItemStatus,
  run: async (ctx, input) => {
    await changeItemStatus(ctx, input);
    revalidatePath('/admin/catalogue', 'layout');
    return say('admin-catalogue.status', input.status === 'active' ? 'activated' : 'retired');
  },
});

export const deleteItemAction = staffAction({
  schema: DeleteItem,
  run: async (ctx, input) => {
    await deleteItem(ctx, input);
    redirect('/admin/catalogue');
  },
});

export const removeFileAction = staffAction({
  schema: RemoveItemFile,
  run: async (ctx, input) => {
    await removeItemFile(ctx, input);
    revalidatePath('/admin/catalogue', 'layout');
    return say('admin-catalogue.files', 'removed');
  },
});
