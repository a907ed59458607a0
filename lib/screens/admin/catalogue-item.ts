import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import {
  catalogCategories,
  catalogItemAssignments,
  catalogItemSites,
  catalogItems,
  catalogItemVersions,
  planTargets,
  sites,
} from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import { ItemTerms } from '@/lib/catalog/item-input';
import type { PackView } from '@/lib/catalog/item-view';
import { listFilesOf, listPacks } from '@/lib/catalog/lookups';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { ItemKind, ItemStatus, ServiceStatus } from '@/lib/kit/words';

const ROWS_PER_PAGE = 50;
const liveServices = sql<number>`(select count(*)::int from services s where s.item_id = ${catalogItems.id} and s.archived_at is null)`;

const plannedChanges = sql<number>`(
  (select count(*)::int from services s join catalog_item_versions v on v.id = s.next_item_version_id
    where v.item_id = ${catalogItems.id} and s.item_id <> ${catalogItems.id} and s.archived_at is null)
  + (select count(*)::int from scheduled_changes x join services s on s.id = x.service_id
    where x.state = 'pending' and x.kind = 'plan' and (x.payload ->> 'itemId')::bigint = ${catalogItems.id}
      and s.archived_at is null))`;
const waitingOrders = sql<number>`(select count(*)::int from orders o
  where o.state = 'waiting' and (o.payload ->> 'itemId')::bigint = ${catalogItems.id})`;

export type ItemDetail = {
  itemId: number;
  name: string;
  kind: ItemKind;
  status: ItemStatus;
  category: { categoryId: number; name: string } | null;
  versionId: number;
  version: number;
  terms: ItemTerms;
  packs: PackView[];
  sites: { siteId: number; name: string }[];
  labels: string[];
  customers: { customerId: number; name: string }[];
  targets: { itemId: number; name: string }[];
  imageUrl: string | null;
  datasheetUrl: string | null;
  liveServices: number;
  /** Changes to it that are planned for the end of a period or for a day. They take place also if it is retired. */
  plannedChanges: number;
  /** Orders of it that wait for their payment. They are not carried out if it is retired. */
  waitingOrders: number;
};

/** Returns an item in full, with its terms, packs, sites, targets and files. */
export async function getItem(ctx: Ctx, itemId: number): Promise<ItemDetail> {
  requireStaff(ctx, 'catalog.read');
  const db = readDb(ctx);
  const [row] = await db
    .select({
      item: catalogItems,
      version: catalogItemVersions,
      category: catalogCategories.name,
      ...{ liveServices, plannedChanges, waitingOrders },
    })
    .from(catalogItems)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .leftJoin(catalogCategories, eq(catalogCategories.id, catalogItems.categoryId))
    .where(eq(catalogItems.id, itemId));
  const { item, version, category, ...ahead } = found(row);
  const [offeredPacks, soldAt, assigned, targets, files] = await Promise.all([
    listPacks(ctx, itemId),
    db
      .select({ siteId: sites.id, name: sites.name })
      .from(catalogItemSites)
      .innerJoin(sites, eq(sites.id, catalogItemSites.siteId))
      .where(eq(catalogItemSites.itemId, itemId))
      .orderBy(asc(sites.name)),
    db
      .select({
        label: catalogItemAssignments.label,
        customerId: catalogItemAssignments.customerId,
        name: customers.name,
      })
      .from(catalogItemAssignments)
      .leftJoin(customers, eq(customers.id, catalogItemAssignments.customerId))
      .where(eq(catalogItemAssignments.itemId, itemId))
      .orderBy(asc(catalogItemAssignments.id)),
    db
      .select({ itemId: catalogItems.id, name: catalogItems.name })
      .from(planTargets)
      .innerJoin(catalogItems, eq(catalogItems.id, planTargets.targetItemId))
      .where(eq(planTargets.itemId, itemId))
      .orderBy(asc(catalogItems.name)),
    listFilesOf(ctx, [itemId]),
  ]);
  const { id: _id, categoryId, currentVersionId: _current, createdAt: _createdAt, ...head } = item;
  return {
    itemId,
    ...head,
    category: categoryId === null ? null : { categoryId, name: category ?? '' },
    versionId: version.id,
    version: version.version,
    terms: ItemTerms.parse(version),
    packs: offeredPacks,
    sites: soldAt,
    labels: assigned.flatMap(({ label }) => (label === null ? [] : [label])),
    customers: assigned.flatMap(({ customerId, name }) =>
      customerId === null ? [] : [{ customerId, name: name ?? '' }],
    ),
    targets,
    imageUrl: files.get(itemId)?.image ?? null,
    datasheetUrl: files.get(itemId)?.datasheet ?? null,
    ...ahead,
  };
}

export type VersionView = {
  versionId: number;
  version: number;
  createdAt: Date;
  author: string | null;
  terms: ItemTerms;
  /** Live services on this version. */
  services: number;
};

/** Lists an item's versions, newest first. */
export async function listVersions(ctx: Ctx, itemId: number): Promise<VersionView[]> {
  requireStaff(ctx, 'catalog.read');
  const rows = await readDb(ctx)
    .select({
      version: catalogItemVersions,
      author: sql<
        string | null
      >`(select u.name from users u where u.id = ${catalogItemVersions.createdByUserId})`,
      services: sql<number>`(select count(*)::int from services s where s.item_version_id = ${catalogItemVersions.id} and s.archived_at is null)`,
    })
    .from(catalogItemVersions)
    .where(eq(catalogItemVersions.itemId, itemId))
    .orderBy(desc(catalogItemVersions.version))
    .limit(100);
  return rows.map(({ version, ...rest }) => ({
    versionId: version.id,
    version: version.version,
    createdAt: version.createdAt,
    terms: ItemTerms.parse(version),
    ...rest,
  }));
}

export type ItemServiceView = {
  serviceId: number;
  customerId: number;
  customerName: string;
  login: string | null;
  status: ServiceStatus;
  version: number;
  hasNextTerms: boolean;
};

/** Lists an item's live services after a service id, ordered by id. */
export async function listItemServices(
  ctx: Ctx,
  { itemId, afterId = 0 }: { itemId: number; afterId?: number },
): Promise<{ rows: ItemServiceView[]; nextAfterId: number | null }> {
  requireStaff(ctx, 'services.read');
  const rows = await readDb(ctx)
    .select({
      serviceId: services.id,
      customerId: services.customerId,
      customerName: customers.name,
      login: services.login,
      status: services.status,
      version: catalogItemVersions.version,
      hasNextTerms: sql<boolean>`${services.nextItemVersionId} is not null`,
    })
    .from(services)
    .innerJoin(customers, eq(customers.id, services.customerId))
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .where(
      and(
        eq(services.itemId, itemId),
        isNull(services.archivedAt),
        sql`${services.id} > ${afterId}`,
      ),
    )
    .orderBy(asc(services.id))
    .limit(ROWS_PER_PAGE + 1);
  const page = rows
    .slice(0, ROWS_PER_PAGE)
    .map((row) => ({ ...row, status: row.status ?? ('active' as const) }));
  return {
    rows: page,
    nextAfterId: rows.length > ROWS_PER_PAGE ? (page.at(-1)?.serviceId ?? null) : null,
  };
}

/** Lists every item in full, by name, for the export and for comparison by the import. */
export async function listAllItems(ctx: Ctx): Promise<ItemDetail[]> {
  requireStaff(ctx, 'catalog.read');
  const rows = await readDb(ctx)
    .select({ id: catalogItems.id })
    .from(catalogItems)
    .orderBy(asc(catalogItems.name))
    .limit(EXPORT_MAX);
  const items: ItemDetail[] = [];
  // Sequential because a transaction has one connection; a catalogue is small.
  for (const { id } of rows) items.push(await getItem(ctx, id));
  return items;
}

const EXPORT_MAX = 2_000;
