import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { catalogCategories } from '@/db/schema/catalog';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { CategoryName } from './item-input';
import { lockCategories, requireFreeName } from './store';

export const RenameCategory = z.object({
  categoryId: z.number().int().positive(),
  name: CategoryName,
});

export async function renameCategory(
  ctx: Ctx,
  input: z.infer<typeof RenameCategory>,
): Promise<void> {
  requireStaff(ctx, 'catalog.write');
  const { categoryId, name } = RenameCategory.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const categories = await lockCategories(tctx);
    const before = found(categories.find((category) => category.id === categoryId));
    if (before.name === name) return;
    await requireFreeName(tctx, catalogCategories, { id: categoryId, name });
    await tctx.tx
      .update(catalogCategories)
      .set({ name })
      .where(eq(catalogCategories.id, categoryId));
    await recordAudit(tctx, {
      action: 'category.rename',
      subject: { kind: 'category', id: categoryId },
      before: { name: before.name },
      after: { name },
    });
  });
}
