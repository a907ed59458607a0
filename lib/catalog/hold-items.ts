import { asc, inArray } from 'drizzle-orm';
import { catalogItems } from '@/db/schema/catalog';
import type { TxCtx } from '@/lib/context';

/**
 * Takes a share lock on these items until the transaction ends: terms, packs, audience and targets are only written
 * under the item's exclusive lock. The lock is shared so that buyers of one plan do not wait for each other.
 */
export async function holdItems(ctx: TxCtx, itemIds: readonly number[]): Promise<void> {
  await ctx.tx
    .select({ id: catalogItems.id })
    .from(catalogItems)
    .where(inArray(catalogItems.id, [...itemIds]))
    .orderBy(asc(catalogItems.id))
    .for('share');
}
