import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import {
  catalogCategories,
  catalogFiles,
  catalogItemAssignments,
  catalogItemSites,
  catalogItems,
  catalogItemVersions,
  packs,
  planTargets,
} from '@/db/schema/catalog';
import { actorUserId, type TxCtx } from '@/lib/context';
import { found, refuseField } from '@/lib/kit/errors';
import { ItemTerms, type ParsedItem } from './item-input';

/**
 * Refuses at its field a name that another row has but for case and white space. The unique constraint still decides
 * between two equal names written at once.
 */
export async function requireFreeName(
  ctx: TxCtx,
  table: typeof catalogItems | typeof catalogCategories,
  { id, name }: { id: number | null; name: string },
): Promise<void> {
  const [other] = await ctx.tx
    .select({ id: table.id })
    .from(table)
    .where(
      and(
        sql`${folded(sql`${table.name}`)} = ${folded(sql`${name}::text`)}`,
        id === null ? undefined : ne(table.id, id),
      ),
    )
    .limit(1);
  if (other) refuseField('name', 'name_taken', { name });
}

/** As `foldedName` in the rules. */
function folded(name: SQL): SQL {
  return sql`regexp_replace(lower(btrim(${name})), '\\s+', ' ', 'g')`;
}

/** Inserts the item without terms; refuses a duplicate name at its field. */
export async function insertItem(ctx: TxCtx, input: ParsedItem): Promise<number> {
  await requireFreeName(ctx, catalogItems, { id: null, name: input.name });
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

/** Inserts the next version of an item's terms and makes it current. */
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

/** Complete lists of who may buy the item, where, and which items its subscribers may change to. */
export type Audience = Pick<ParsedItem, 'siteIds' | 'labels' | 'customerIds' | 'targetItemIds'>;

export async function replaceAudience(
  ctx: TxCtx,
  itemId: number,
  audience: Audience,
): Promise<void> {
  await ctx.tx.delete(catalogItemSites).where(eq(catalogItemSites.itemId, itemId));
  await ctx.tx.delete(catalogItemAssignments).where(eq(catalogItemAssignments.itemId, itemId));
  await ctx.tx.delete(planTargets).where(eq(planTargets.itemId, itemId));
  const sites = unique(audience.siteIds).map((siteId) => ({ itemId, siteId }));
  const assigned = [
    ...unique(audience.labels).map((label) => ({ itemId, label, customerId: null })),
    ...unique(audience.customerIds).map((customerId) => ({ itemId, label: null, customerId })),
  ];
  const targets = unique(audience.targetItemIds)
    .filter((targetItemId) => targetItemId !== itemId)
    .map((targetItemId) => ({ itemId, targetItemId }));
  if (sites.length > 0) await ctx.tx.insert(catalogItemSites).values(sites);
  if (assigned.length > 0) await ctx.tx.insert(catalogItemAssignments).values(assigned);
  if (targets.length > 0) await ctx.tx.insert(planTargets).values(targets);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/**
 * Replaces the offered packs, matched by name. A pack no longer listed is retired, not deleted, because purchased
 * data refers to it.
 */
export async function writePacks(
  ctx: TxCtx,
  itemId: number,
  given: ParsedItem['packs'],
): Promise<void> {
  await ctx.tx.update(packs).set({ status: 'retired' }).where(eq(packs.itemId, itemId));
  if (given.length === 0) return;
  await ctx.tx
    .insert(packs)
    .values(given.map((pack) => ({ ...pack, itemId, status: 'active' as const })))
    .onConflictDoUpdate({
      target: [packs.itemId, packs.name],
      set: {
        dataBytes: sql`excluded.data_bytes`,
        priceMinor: sql`excluded.price_minor`,
        validDays: sql`excluded.valid_days`,
        perPeriodMax: sql`excluded.per_period_max`,
        status: 'active',
      },
    });
}

export type LockedItem = typeof catalogItems.$inferSelect & {
  currentVersionId: number;
  terms: ItemTerms;
};

/** Locks an item for a change and returns it with its current terms. Throws `not-found`. */
export async function lockItem(ctx: TxCtx, itemId: number): Promise<LockedItem> {
  const [row] = await ctx.tx
    .select()
    .from(catalogItems)
    .where(eq(catalogItems.id, itemId))
    .for('update');
  const item = found(row);
  const [version] = await ctx.tx
    .select()
    .from(catalogItemVersions)
    .where(eq(catalogItemVersions.id, item.currentVersionId ?? 0));
  if (!version) throw new Error(`catalog: item ${itemId} has no version`);
  return { ...item, currentVersionId: version.id, terms: ItemTerms.parse(version) };
}

/** Updates name and category; refuses a duplicate name at its field. */
export async function updateItem(
  ctx: TxCtx,
  item: { itemId: number; name: string; categoryId: number | null },
): Promise<void> {
  const { itemId, name, categoryId } = item;
  await requireFreeName(ctx, catalogItems, { id: itemId, name });
  await ctx.tx.update(catalogItems).set({ name, categoryId }).where(eq(catalogItems.id, itemId));
}

/** Deletes an item that was never on sale, with its dependent rows. */
export async function removeItem(ctx: TxCtx, itemId: number): Promise<void> {
  await replaceAudience(ctx, itemId, {
    siteIds: [],
    labels: [],
    customerIds: [],
    targetItemIds: [],
  });
  await ctx.tx.delete(planTargets).where(eq(planTargets.targetItemId, itemId));
  await ctx.tx.delete(packs).where(eq(packs.itemId, itemId));
  await ctx.tx.delete(catalogFiles).where(eq(catalogFiles.itemId, itemId));
  await ctx.tx
    .update(catalogItems)
    .set({ currentVersionId: null })
    .where(eq(catalogItems.id, itemId));
  await ctx.tx.delete(catalogItemVersions).where(eq(catalogItemVersions.itemId, itemId));
  await ctx.tx.delete(catalogItems).where(eq(catalogItems.id, itemId));
}

/** Returns all categories in display order, locked, to serialise renaming, moving and deleting. */
export async function lockCategories(ctx: TxCtx) {
  return ctx.tx
    .select()
    .from(catalogCategories)
    .orderBy(catalogCategories.position, catalogCategories.id)
    .for('update');
}
