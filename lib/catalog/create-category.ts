import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { catalogCategories } from '@/db/schema/catalog';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuseField } from '@/lib/kit/errors';
import { CategoryName } from './item-input';
import { requireFreeName } from './store';

export const CreateCategory = z.object({ name: CategoryName });

/** Adds a category at the end of the list. */
export async function createCategory(
  ctx: Ctx,
  input: z.infer<typeof CreateCategory>,
): Promise<{ categoryId: number }> {
  requireStaff(ctx, 'catalog.write');
  const { name } = CreateCategory.parse(input);
  return inTransaction(ctx, async (tctx) => {
    await requireFreeName(tctx, catalogCategories, { id: null, name });
    const [row] = await tctx.tx
      .insert(catalogCategories)
      .values({
        name,
        position: sql`(select coalesce(max(position), 0) + 1 from catalog_categories)`,
      })
      .onConflictDoNothing()
      .returning({ id: catalogCategories.id });
    if (!row) return refuseField('name', 'name_taken', { name });
    await recordAudit(tctx, {
      action: 'category.create',
      subject: { kind: 'category', id: row.id },
      after: { name },
    });
    return { categoryId: row.id };
  });
}
