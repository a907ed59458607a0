import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { catalogCategories } from '@/db/schema/catalog';
import { inTransaction } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { lockCategories } from './store';

export const MoveCategory = z.object({
  categoryId: z.number().int().positive(),
  direction: z.enum(['up', 'down']),
});

/** Moves a category one place up or down; a no-op at the end of the list. */
export async function moveCategory(ctx: Ctx, input: z.infer<typeof MoveCategory>): Promise<void> {
  requireStaff(ctx, 'catalog.write');
  const { categoryId, direction } = MoveCategory.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const ids = (await lockCategories(tctx)).map(({ id }) => id);
    const from = ids.indexOf(categoryId);
    if (from === -1) refuse('not-found', 'not_found');
    const to = from + (direction === 'up' ? -1 : 1);
    const neighbour = ids[to];
    if (neighbour === undefined) return;
    ids[to] = categoryId;
    ids[from] = neighbour;
    for (const [position, id] of ids.entries()) {
      await tctx.tx.update(catalogCategories).set({ position }).where(eq(catalogCategories.id, id));
    }
  });
}
