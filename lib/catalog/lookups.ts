import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import {
  catalogCategories,
  catalogFiles,
  catalogItems,
  catalogItemVersions,
  packs,
} from '@/db/schema/catalog';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { ActorlessCtx, Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { ItemFileKind } from '@/lib/kit/words';
import type { ItemView, PackView } from './item-view';
import type { TargetTraits } from './rules/plan-target';
import type { TargetTerms } from './rules/target-terms';

/** The SQL form of `neverEnds`, which excludes items that were put on sale before that rule. */
const neverEndsSql = sql`(${catalogItems.kind} = 'internet' and exists (
  select 1 from catalog_item_versions v
  where v.id = ${catalogItems.currentVersionId} and v.interval_count is null))`;

/** Condition for items that staff assigned to the customer or to one of their labels. */
const isAssignedTo = (customerId: number) => sql<boolean>`(
  exists (select 1 from catalog_item_assignments x
          where x.item_id = catalog_items.id and x.customer_id = ${customerId})
  or exists (select 1 from catalog_item_assignments x join customer_labels l on l.label = x.label
             where x.item_id = catalog_items.id and l.customer_id = ${customerId}))`;

/**
 * Condition for items the customer may buy: active, with an end, sold at their site, and assigned to everyone or to
 * them.
 */
export const isSoldTo = (customerId: number) => sql`
  ${catalogItems.status} = 'active' and not ${neverEndsSql}
  and (not exists (select 1 from catalog_item_sites x where x.item_id = ${catalogItems.id})
    or exists (select 1 from catalog_item_sites x join customers c on c.site_id = x.site_id
               where x.item_id = ${catalogItems.id} and c.id = ${customerId}))
  and (not exists (select 1 from catalog_item_assignments x where x.item_id = ${catalogItems.id})
    or ${isAssignedTo(customerId)})`;

/** An item for sale to one customer. */
export type BuyableItem = ItemView & {
  /** Staff assigned it to them, instead of selling it to everyone. */
  isAssigned: boolean;
};

/** Lists the items of the customer's picker, cheapest first. */
export async function listBuyableItems(
  ctx: Ctx,
  { customerId }: { customerId: number },
): Promise<BuyableItem[]> {
  requireCustomerAccess(ctx, customerId, 'catalog.read');
  const rows = await selectItems(ctx, customerId)
    .where(isSoldTo(customerId))
    .orderBy(asc(catalogItemVersions.unitPriceMinor), asc(catalogItems.id));
  return rows.map(toBuyable);
}

/** Lists category names in display order. */
export async function listCategoryNames(
  ctx: ActorlessCtx,
): Promise<{ categoryId: number; name: string }[]> {
  return readDb(ctx)
    .select({ categoryId: catalogCategories.id, name: catalogCategories.name })
    .from(catalogCategories)
    .orderBy(asc(catalogCategories.position), asc(catalogCategories.id));
}

/** Returns the URLs of the items' files, by item and kind. */
export async function listFilesOf(
  ctx: ActorlessCtx,
  itemIds: readonly number[],
): Promise<Map<number, Partial<Record<ItemFileKind, string>>>> {
  if (itemIds.length === 0) return new Map();
  const rows = await readDb(ctx)
    .select({ id: catalogFiles.id, itemId: catalogFiles.itemId, kind: catalogFiles.kind })
    .from(catalogFiles)
    .where(inArray(catalogFiles.itemId, [...itemIds]));
  const byItem = new Map<number, Partial<Record<ItemFileKind, string>>>();
  for (const { id, itemId, kind } of rows)
    byItem.set(itemId, { ...byItem.get(itemId), [kind]: fileUrl(id) });
  return byItem;
}

function fileUrl(fileId: string): string {
  return `/api/catalogue-files/${fileId}`;
}

/** Whether the item has, or ever had, a service. */
export async function hasServices(ctx: ActorlessCtx, itemId: number): Promise<boolean> {
  const [row] = await readDb(ctx).execute<{ has: boolean }>(
    sql`select exists (select 1 from services where item_id = ${itemId}) as has`,
  );
  return row?.has ?? false;
}

/** Returns what decides whether a service may change to this item. Throws `not-found`. */
export async function getTargetTraits(ctx: ActorlessCtx, itemId: number): Promise<TargetTraits> {
  const [row] = await readDb(ctx)
    .select({ kind: catalogItems.kind, intervalCount: catalogItemVersions.intervalCount })
    .from(catalogItems)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .where(eq(catalogItems.id, itemId));
  return found(row);
}

/** Returns the version used for new sales of an item, and the item's status. */
export async function getCurrentVersionId(ctx: ActorlessCtx, itemId: number) {
  const [row] = await readDb(ctx)
    .select({ status: catalogItems.status, versionId: catalogItemVersions.id })
    .from(catalogItems)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .where(eq(catalogItems.id, itemId));
  return found(row);
}

/**
 * Returns an item that this customer can buy.
 * @throws DomainError `not-found` also for an item that exists but is not sold to this customer.
 */
export async function getBuyableItem(
  ctx: Ctx,
  { customerId, itemId }: { customerId: number; itemId: number },
): Promise<BuyableItem> {
  requireCustomerAccess(ctx, customerId, 'catalog.read');
  const [row] = await selectItems(ctx, customerId).where(
    and(eq(catalogItems.id, itemId), isSoldTo(customerId)),
  );
  return toBuyable(found(row));
}

/** Returns how the item is sold to the customer; null if it is not. */
export async function findSale(
  ctx: ActorlessCtx,
  { customerId, itemId }: { customerId: number; itemId: number },
): Promise<{ isAssigned: boolean } | null> {
  const [row] = await readDb(ctx)
    .select({ isAssigned: isAssignedTo(customerId) })
    .from(catalogItems)
    .where(and(eq(catalogItems.id, itemId), isSoldTo(customerId)));
  return row ?? null;
}

/** Lists the packs on offer for a plan. */
export async function listPacks(ctx: ActorlessCtx, itemId: number): Promise<PackView[]> {
  const rows = await readDb(ctx)
    .select()
    .from(packs)
    .where(and(eq(packs.itemId, itemId), eq(packs.status, 'active')))
    .orderBy(asc(packs.priceMinor), asc(packs.id));
  return rows.map(toPackView);
}

export async function getPack(
  ctx: ActorlessCtx,
  { itemId, packId }: { itemId: number; packId: number },
): Promise<PackView> {
  const offered = await listPacks(ctx, itemId);
  return found(offered.find((pack) => pack.packId === packId));
}

function toPackView(row: typeof packs.$inferSelect): PackView {
  const { id: packId, name, dataBytes, priceMinor, validDays, perPeriodMax } = row;
  return { packId, name, dataBytes, priceMinor, validDays, perPeriodMax };
}

function selectItems(ctx: ActorlessCtx, customerId: number) {
  return readDb(ctx)
    .select({
      item: catalogItems,
      version: catalogItemVersions,
      isAssigned: isAssignedTo(customerId),
    })
    .from(catalogItems)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .$dynamic();
}

function toBuyable({
  item,
  version,
  isAssigned,
}: {
  item: typeof catalogItems.$inferSelect;
  version: typeof catalogItemVersions.$inferSelect;
  isAssigned: boolean;
}): BuyableItem {
  const { itemId: _itemId, createdAt: _createdAt, createdByUserId: _author, ...terms } = version;
  return {
    itemId: item.id,
    name: item.name,
    kind: item.kind,
    status: item.status,
    categoryId: item.categoryId,
    terms,
    isAssigned,
  };
}

export const routerColumns = {
  routerProfile: catalogItemVersions.routerProfile,
  downBitsPerSecond: catalogItemVersions.downBitsPerSecond,
  upBitsPerSecond: catalogItemVersions.upBitsPerSecond,
  burstDownBitsPerSecond: catalogItemVersions.burstDownBitsPerSecond,
  burstUpBitsPerSecond: catalogItemVersions.burstUpBitsPerSecond,
  burstSeconds: catalogItemVersions.burstSeconds,
  priority: catalogItemVersions.priority,
  slowDownBitsPerSecond: catalogItemVersions.slowDownBitsPerSecond,
  slowUpBitsPerSecond: catalogItemVersions.slowUpBitsPerSecond,
};

/** Returns saved terms as a target. */
export async function getTargetTerms(ctx: ActorlessCtx, versionId: number): Promise<TargetTerms> {
  const [row] = await readDb(ctx)
    .select({
      itemId: catalogItemVersions.itemId,
      unitPriceMinor: catalogItemVersions.unitPriceMinor,
      taxRatePpm: catalogItemVersions.taxRatePpm,
      rhythm: {
        recurrenceMode: catalogItemVersions.recurrenceMode,
        intervalCount: catalogItemVersions.intervalCount,
        intervalUnit: catalogItemVersions.intervalUnit,
      },
      onRouter: routerColumns,
    })
    .from(catalogItemVersions)
    .where(eq(catalogItemVersions.id, versionId));
  return { versionId, ...found(row) };
}
