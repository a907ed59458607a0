import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { catalogCategories, catalogItems } from '@/db/schema/catalog';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { lockCategories } from './store';

export const DeleteCategory = z.object({ categoryId: z.number().int().positive() });

/** Deletes a category that contains no item, of any status. */
export async function deleteCategory(
  ctx: Ctx,
  input: z.infer<typeof DeleteCategory>,
): Promise<void> {
  requireStaff(ctx, 'catalog.write');
  const { categoryId } = DeleteCategory.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const category = found(
      (await lockCategories(tctx)).find((candidate) => candidate.id === categoryId),
    );
    const items = await tctx.tx
      .select({ id: catalogItems.id })
      .from(catalogItems)
      .where(eq(catalogItems.categoryId, categoryId));
    if (items.length > 0) refuse('invalid-state', 'category_not_empty', { count: items.length });
    await tctx.tx.delete(catalogCategories).where(eq(catalogCategories.id, categoryId));
    await recordAudit(tctx, {
      action: 'category.delete',
      subject: { kind: 'category', id: categoryId },
      before: { name: category.name },
    });
  });
}
