import { eq, sql } from 'drizzle-orm';
import {
  catalogItemAssignments,
  catalogItemSites,
  catalogItems,
  catalogItemVersions,
  packs,
  planTargets,
} from '@/db/schema/catalog';
import { actorUserId, type TxCtx } from '@/lib/context';
import { refuseField } from '@/lib/kit/errors';
import type { ItemTerms, ParsedItem } from './item-input';

/** Inserts the item without terms; a name that is taken is said at the field. */
export async function insertItem(ctx: TxCtx, input: ParsedItem): Promise<number> {
  const [row] = await ctx.tx
    .insert(catalogItems)
    .values({
      name: input.name,
      kind: input.kind,
      status: input.status,
      categoryId: input.categoryId,
      createdAt: ctx.now,
    })
    .onConflictDoNothing({ target: catalogItems.name })
    .returning({ id: catalogItems.id });
  return row?.id ?? refuseField('name', 'name_taken', { name: input.name });
}

/** Writes the next version of an item's terms and makes it the current one. */
export async function insertVersion(ctx: TxCtx, itemId: number, terms: ItemTerms): Promise<number> {
  const [row] = await ctx.tx
    .insert(catalogItemVersions)
    .values({
      ...terms,
      itemId,
      version: sql`coalesce((select max(version) from catalog_item_versions where item_id = ${itemId}), 0) + 1`,
      createdAt: ctx.now,
      createdByUserId: actorUserId(ctx.actor),
    })
    .returning({ id: catalogItemVersions.id });
  if (!row) throw new Error('catalog: the version was not written');
  await ctx.tx
    .update(catalogItems)
    .set({ currentVersionId: row.id })
    .where(eq(catalogItems.id, itemId));
  return row.id;
}

export async function insertAudience(ctx: TxCtx, itemId: number, input: ParsedItem): Promise<void> {
  if (input.siteIds.length > 0) {
    await ctx.tx
      .insert(catalogItemSites)
      .values(input.siteIds.map((siteId) => ({ itemId, siteId })));
  }
  const assigned = [
    ...input.labels.map((label) => ({ itemId, label, customerId: null })),
    ...input.customerIds.map((customerId) => ({ itemId, label: null, customerId })),
  ];
  if (assigned.length > 0) await ctx.tx.insert(catalogItemAssignments).values(assigned);
  if (input.targetItemIds.length > 0) {
    await ctx.tx
      .insert(planTargets)
      .values(input.targetItemIds.map((targetItemId) => ({ itemId, targetItemId })));
  }
  if (input.packs.length > 0) {
    await ctx.tx.insert(packs).values(input.packs.map((pack) => ({ ...pack, itemId })));
  }
}
