import { and, asc, desc, eq, ilike, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { catalogCategories, catalogItems, catalogItemVersions, sites } from '@/db/schema/catalog';
import { customerLabels } from '@/db/schema/customers';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { listFilesOf } from '@/lib/catalog/lookups';
import type { Ctx } from '@/lib/context';
import type { ItemKind, ItemStatus } from '@/lib/kit/words';

export type CategoryView = { categoryId: number; name: string; items: number };

/** Lists the categories in display order, each with its number of items. */
export async function listCategories(ctx: Ctx): Promise<CategoryView[]> {
  requireStaff(ctx, 'catalog.read');
  return readDb(ctx)
    .select({
      categoryId: catalogCategories.id,
      name: catalogCategories.name,
      items: sql<number>`(select count(*)::int from catalog_items i where i.category_id = ${catalogCategories.id})`,
    })
    .from(catalogCategories)
    .orderBy(asc(catalogCategories.position), asc(catalogCategories.id));
}

export type CatalogueRow = {
  itemId: number;
  name: string;
  kind: ItemKind;
  status: ItemStatus;
  category: string | null;
  version: number;
  imageUrl: string | null;
  /** Services that are not archived. */
  services: number;
  terms: Pick<
    ItemTerms,
    | 'unitPriceMinor'
    | 'intervalCount'
    | 'intervalUnit'
    | 'recurrenceMode'
    | 'dataLimitBytes'
    | 'downBitsPerSecond'
    | 'upBitsPerSecond'
  >;
};

export type CatalogueQuery = {
  search: string;
  statuses: readonly string[];
  kinds: readonly string[];
  categoryIds: readonly number[];
  sort: { column: 'name' | 'price' | 'services'; direction: 'asc' | 'desc' };
  /** 0-based. A catalogue has at most hundreds of items, so page numbers are good enough. */
  page: number;
};

const ROWS_PER_PAGE = 50;

const liveServices = sql<number>`(select count(*)::int from services s where s.item_id = ${catalogItems.id} and s.archived_at is null)`;

/** Lists one page of the catalogue for staff. */
export async function listCatalogue(
  ctx: Ctx,
  query: CatalogueQuery,
): Promise<{ rows: CatalogueRow[]; total: number; hasMore: boolean }> {
  requireStaff(ctx, 'catalog.read');
  const where = matching(query);
  const order = {
    name: sql`lower(${catalogItems.name})`,
    price: catalogItemVersions.unitPriceMinor,
    services: liveServices,
  };
  const towards = query.sort.direction === 'asc' ? asc : desc;
  const [rows, [counted]] = await Promise.all([
    readDb(ctx)
      .select({
        itemId: catalogItems.id,
        name: catalogItems.name,
        kind: catalogItems.kind,
        status: catalogItems.status,
        category: catalogCategories.name,
        version: catalogItemVersions.version,
        services: liveServices,
        terms: {
          unitPriceMinor: catalogItemVersions.unitPriceMinor,
          intervalCount: catalogItemVersions.intervalCount,
          intervalUnit: catalogItemVersions.intervalUnit,
          recurrenceMode: catalogItemVersions.recurrenceMode,
          dataLimitBytes: catalogItemVersions.dataLimitBytes,
          downBitsPerSecond: catalogItemVersions.downBitsPerSecond,
          upBitsPerSecond: catalogItemVersions.upBitsPerSecond,
        },
      })
      .from(catalogItems)
      .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
      .leftJoin(catalogCategories, eq(catalogCategories.id, catalogItems.categoryId))
      .where(where)
      .orderBy(towards(order[query.sort.column]), asc(catalogItems.id))
      .limit(ROWS_PER_PAGE + 1)
      .offset(query.page * ROWS_PER_PAGE),
    readDb(ctx).select({ total: sql<number>`count(*)::int` }).from(catalogItems).where(where),
  ]);
  const page = rows.slice(0, ROWS_PER_PAGE);
  const files = await listFilesOf(
    ctx,
    page.map((row) => row.itemId),
  );
  return {
    rows: page.map((row) => ({ ...row, imageUrl: files.get(row.itemId)?.image ?? null })),
    total: counted?.total ?? 0,
    hasMore: rows.length > ROWS_PER_PAGE,
  };
}

function matching(query: CatalogueQuery): SQL | undefined {
  const escaped = query.search.replace(/[\\%_]/g, (sign) => `\\${sign}`);
  return and(
    query.search === '' ? undefined : ilike(catalogItems.name, `%${escaped}%`),
    query.statuses.length > 0
      ? inArray(catalogItems.status, query.statuses as ItemStatus[])
      : undefined,
    query.kinds.length > 0 ? inArray(catalogItems.kind, query.kinds as ItemKind[]) : undefined,
    query.categoryIds.length > 0
      ? inArray(catalogItems.categoryId, [...query.categoryIds])
      : undefined,
  );
}

export type ItemFormChoices = {
  categories: { categoryId: number; name: string }[];
  sites: { siteId: number; name: string }[];
  labels: string[];
  /** Active or draft plans that an internet item may be changed to. */
  plans: { itemId: number; name: string; status: ItemStatus }[];
};

/** Lists the choices of the item form. */
export async function getItemFormChoices(ctx: Ctx): Promise<ItemFormChoices> {
  requireStaff(ctx, 'catalog.read');
  const db = readDb(ctx);
  const [categories, allSites, labels, plans] = await Promise.all([
    listCategories(ctx),
    db
      .select({ siteId: sites.id, name: sites.name })
      .from(sites)
      .orderBy(asc(sites.name))
      .limit(500),
    db
      .selectDistinct({ label: customerLabels.label })
      .from(customerLabels)
      .orderBy(asc(customerLabels.label))
      .limit(500),
    db
      .select({ itemId: catalogItems.id, name: catalogItems.name, status: catalogItems.status })
      .from(catalogItems)
      .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
      .where(
        and(
          eq(catalogItems.kind, 'internet'),
          isNotNull(catalogItemVersions.intervalCount),
          sql`${catalogItems.status} <> 'retired'`,
        ),
      )
      .orderBy(asc(catalogItems.name))
      .limit(500),
  ]);
  return { categories, sites: allSites, labels: labels.map(({ label }) => label), plans };
}
