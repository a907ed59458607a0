import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import {
  catalogCategories,
  catalogFiles,
  catalogItems,
  catalogItemVersions,
  packs,
} from '@/db/schema/catalog';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireCustomerAccess, requireStaff } from '@/lib/identity/authorise';
import { found } from '@/lib/kit/errors';
import { isUuid } from '@/lib/kit/ids';
import type { ItemFileKind } from '@/lib/kit/words';
import type { TargetTraits } from './rules/plan-target';

/** One item with its current terms, as the picker and the admin show it. */
export type ItemView = {
  itemId: number;
  name: string;
  kind: (typeof catalogItems.$inferSelect)['kind'];
  status: (typeof catalogItems.$inferSelect)['status'];
  categoryId: number | null;
  terms: Omit<typeof catalogItemVersions.$inferSelect, 'itemId' | 'createdAt' | 'createdByUserId'>;
};

export type PackView = {
  packId: number;
  name: string;
  dataBytes: bigint;
  priceMinor: bigint;
  validDays: number | null;
  perPeriodMax: number | null;
};

/** As `neverEnds` says it: on sale before that was looked at, and not any more. */
const neverEndsSql = sql`(${catalogItems.kind} = 'internet' and exists (
  select 1 from catalog_item_versions v
  where v.id = ${catalogItems.currentVersionId} and v.interval_count is null))`;

/** What the customer may buy: active, with an end, sold at their site, and assigned to everyone or to them. */
const isSoldTo = (customerId: number) => sql`
  ${catalogItems.status} = 'active' and not ${neverEndsSql}
  and (not exists (select 1 from catalog_item_sites x where x.item_id = ${catalogItems.id})
    or exists (select 1 from catalog_item_sites x join customers c on c.site_id = x.site_id
               where x.item_id = ${catalogItems.id} and c.id = ${customerId}))
  and (not exists (select 1 from catalog_item_assignments x where x.item_id = ${catalogItems.id})
    or exists (select 1 from catalog_item_assignments x
               where x.item_id = ${catalogItems.id} and x.customer_id = ${customerId})
    or exists (select 1 from catalog_item_assignments x join customer_labels l on l.label = x.label
               where x.item_id = ${catalogItems.id} and l.customer_id = ${customerId}))`;

/** Items the customer's picker shows, cheapest first. */
export async function listBuyableItems(
  ctx: Ctx,
  { customerId }: { customerId: number },
): Promise<ItemView[]> {
  requireCustomerAccess(ctx, customerId, 'catalog.read');
  const rows = await selectItems(ctx)
    .where(isSoldTo(customerId))
    .orderBy(asc(catalogItemVersions.unitPriceMinor), asc(catalogItems.id));
  return rows.map(toItemView);
}

/** The names of the categories, in their order. */
export async function listCategoryNames(
  ctx: Pick<Ctx, 'tx'>,
): Promise<{ categoryId: number; name: string }[]> {
  return readDb(ctx)
    .select({ categoryId: catalogCategories.id, name: catalogCategories.name })
    .from(catalogCategories)
    .orderBy(asc(catalogCategories.position), asc(catalogCategories.id));
}

/** Addresses of the items' files, by item and kind. */
export async function listFilesOf(
  ctx: Pick<Ctx, 'tx'>,
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

export type FileContent = {
  itemName: string;
  kind: ItemFileKind;
  mediaType: string;
  content: Buffer;
};

/**
 * A file for whoever may see its item: staff, or a subscriber who may buy the item or has it.
 * @throws DomainError `not-found` for every other one
 */
export async function getItemFile(ctx: Ctx, fileId: string): Promise<FileContent> {
  const { actor } = ctx;
  if (actor.kind !== 'subscriber') requireStaff(ctx, 'catalog.read');
  const mayRead =
    actor.kind === 'subscriber'
      ? sql`(${isSoldTo(actor.customerId)} or exists (
          select 1 from services s where s.customer_id = ${actor.customerId} and s.item_id = ${catalogItems.id}))`
      : undefined;
  const [row] = isUuid(fileId)
    ? await readDb(ctx)
        .select({
          itemName: catalogItems.name,
          kind: catalogFiles.kind,
          mediaType: catalogFiles.mediaType,
          content: catalogFiles.content,
        })
        .from(catalogFiles)
        .innerJoin(catalogItems, eq(catalogItems.id, catalogFiles.itemId))
        .where(and(eq(catalogFiles.id, fileId), mayRead))
    : [];
  return found(row);
}

/** Whether any customer has, or had, a service on the item. */
export async function hasServices(ctx: Pick<Ctx, 'tx'>, itemId: number): Promise<boolean> {
  const [row] = await readDb(ctx).execute<{ has: boolean }>(
    sql`select exists (select 1 from services where item_id = ${itemId}) as has`,
  );
  return row?.has ?? false;
}

/** What decides whether a service may change to this item; unknown ids answer as foreign ones. */
export async function getTargetTraits(ctx: Pick<Ctx, 'tx'>, itemId: number): Promise<TargetTraits> {
  const [row] = await readDb(ctx)
    .select({ kind: catalogItems.kind, intervalCount: catalogItemVersions.intervalCount })
    .from(catalogItems)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .where(eq(catalogItems.id, itemId));
  return found(row);
}

/** The terms new sales of an item have, and whether it is on sale. */
export async function getCurrentVersionId(ctx: Pick<Ctx, 'tx'>, itemId: number) {
  const [row] = await readDb(ctx)
    .select({ status: catalogItems.status, versionId: catalogItemVersions.id })
    .from(catalogItems)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .where(eq(catalogItems.id, itemId));
  return found(row);
}

/** @throws DomainError `not-found` also for an item that exists but is not sold to this customer. */
export async function getBuyableItem(
  ctx: Ctx,
  { customerId, itemId }: { customerId: number; itemId: number },
): Promise<ItemView> {
  requireCustomerAccess(ctx, customerId, 'catalog.read');
  const [row] = await selectItems(ctx).where(
    and(eq(catalogItems.id, itemId), isSoldTo(customerId)),
  );
  return toItemView(found(row));
}

/** Whether the customer may buy it by themselves. */
export async function isItemSoldTo(
  ctx: Pick<Ctx, 'tx'>,
  { customerId, itemId }: { customerId: number; itemId: number },
): Promise<boolean> {
  const rows = await readDb(ctx)
    .select({ id: catalogItems.id })
    .from(catalogItems)
    .where(and(eq(catalogItems.id, itemId), isSoldTo(customerId)));
  return rows.length > 0;
}

/** Packs on offer for a plan. */
export async function listPacks(ctx: Pick<Ctx, 'tx'>, itemId: number): Promise<PackView[]> {
  const rows = await readDb(ctx)
    .select()
    .from(packs)
    .where(and(eq(packs.itemId, itemId), eq(packs.status, 'active')))
    .orderBy(asc(packs.priceMinor), asc(packs.id));
  return rows.map(toPackView);
}

export async function getPack(
  ctx: Pick<Ctx, 'tx'>,
  { itemId, packId }: { itemId: number; packId: number },
): Promise<PackView> {
  const offered = await listPacks(ctx, itemId);
  return found(offered.find((pack) => pack.packId === packId));
}

function toPackView(row: typeof packs.$inferSelect): PackView {
  const { id: packId, name, dataBytes, priceMinor, validDays, perPeriodMax } = row;
  return { packId, name, dataBytes, priceMinor, validDays, perPeriodMax };
}

function selectItems(ctx: Pick<Ctx, 'tx'>) {
  return readDb(ctx)
    .select({ item: catalogItems, version: catalogItemVersions })
    .from(catalogItems)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .$dynamic();
}

function toItemView({
  item,
  version,
}: {
  item: typeof catalogItems.$inferSelect;
  version: typeof catalogItemVersions.$inferSelect;
}): ItemView {
  const { itemId: _itemId, createdAt: _createdAt, createdByUserId: _author, ...terms } = version;
  return {
    itemId: item.id,
    name: item.name,
    kind: item.kind,
    status: item.status,
    categoryId: item.categoryId,
    terms,
  };
}
