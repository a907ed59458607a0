'use server';

import { revalidatePath } from 'next/cache';
import { say } from '@/app/_forms/answer';
import { staffAction } from '@/app/_operator/staff-action';
import { CreateCategory, createCategory } from '@/lib/catalog/create-category';
import { DeleteCategory, deleteCategory } from '@/lib/catalog/delete-category';
import { MoveCategory, moveCategory } from '@/lib/catalog/move-category';
import { RenameCategory, renameCategory } from '@/lib/catalog/rename-category';

const PAGE = '/admin/catalogue/categories';

export const createCategoryAction = staffAction({
  schema: CreateCategory,
  run: async (ctx, input) => {
    await createCategory(ctx, input);
    revalidatePath(PAGE);
    return say('admin-catalogue.category', 'added');
  },
});

export const renameCategoryAction = staffAction({
  schema: RenameCategory,
  run: async (ctx, input) => {
    await renameCategory(ctx, input);
    revalidatePath(PAGE);
  },
});

export const moveCategoryAction = staffAction({
  schema: MoveCategory,
  run: async (ctx, input) => {
    await moveCategory(ctx, input);
    revalidatePath(PAGE);
  },
});

export const deleteCategoryAction = staffAction({
  schema: DeleteCategory,
  run: async (ctx, input) => {
    await deleteCategory(ctx, input);
    revalidatePath(PAGE);
  },
});
