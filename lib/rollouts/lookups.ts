import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { catalogCategories, catalogItemVersions, sites } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { routerColumns } from '@/lib/catalog/lookups';
import type { RouterTerms } from '@/lib/catalog/rules/target-terms';
import type { ActorlessCtx, Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { listBillingTerms } from '@/lib/recurrence/lookups';
import { type ItemDetail, listAllItems } from '@/lib/screens/admin/catalogue-item';
import { getSettings } from '@/lib/settings/get-settings';
import type { ImportWorld, KnownItem } from './csv/import-world';
import type { RolloutService } from './rules';

/** Reads the names an import may refer to, and the items it may change. */
export async function loadImportWorld(
  ctx: Ctx,
  customerIds: readonly number[],
): Promise<ImportWorld> {
  const db = readDb(ctx);
  const { currencyExponent: exponent } = await getSettings(ctx);
  const categories = await db.select().from(catalogCategories);
  const allSites = await db.select({ id: sites.id, name: sites.name }).from(sites);
  const items = await listAllItems(ctx);
  const known = await db
    .select({ id: customers.id })
    .from(customers)
    .where(inArray(customers.id, [...customerIds]));
  return {
    exponent,
    customerIds: new Set(known.map(({ id }) => id)),
    categories: new Map(categories.map(({ id, name }) => [name, id])),
    sites: new Map(allSites.map(({ id, name }) => [name, id])),
    items: new Map(items.map((item) => [item.name, toKnownItem(item)])),
  };
}

function toKnownItem(item: ItemDetail): KnownItem {
  return {
    itemId: item.itemId,
    versionId: item.versionId,
    name: item.name,
    kind: item.kind,
    status: item.status,
    categoryId: item.category?.categoryId ?? null,
    terms: item.terms,
    siteIds: item.sites.map(({ siteId }) => siteId),
    labels: item.labels,
    packs: item.packs.map(({ packId: _packId, ...pack }) => pack),
    targetItemIds: item.targets.map(({ itemId }) => itemId),
    customerIds: item.customers.map(({ customerId }) => customerId),
  };
}

export type ServiceInRollout = RolloutService & {
  serviceId: number;
  customerId: number;
  customerName: string;
  login: string | null;
};

/** Reads these services as the rules need them, in id order. */
export async function listRolloutServices(
  ctx: ActorlessCtx,
  serviceIds: readonly number[],
): Promise<ServiceInRollout[]> {
  if (serviceIds.length === 0) return [];
  const nextVersions = alias(catalogItemVersions, 'next_versions');
  const rows = await readDb(ctx)
    .select({
      service: {
        serviceId: services.id,
        customerId: services.customerId,
        login: services.login,
        itemId: services.itemId,
        itemVersionId: services.itemVersionId,
        nextItemVersionId: services.nextItemVersionId,
        routerId: services.routerId,
        archivedAt: services.archivedAt,
      },
      customerName: customers.name,
      nextItemId: nextVersions.itemId,
      onRouter: routerColumns,
    })
    .from(services)
    .innerJoin(customers, eq(customers.id, services.customerId))
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .leftJoin(nextVersions, eq(nextVersions.id, services.nextItemVersionId))
    .where(inArray(services.id, [...serviceIds]))
    .orderBy(asc(services.id));
  const terms = new Map(
    (await listBillingTerms(ctx, serviceIds)).map((one) => [one.serviceId, one]),
  );
  return rows.map(({ service: { routerId, archivedAt, ...service }, ...row }) => {
    const own = found(terms.get(service.serviceId));
    return {
      ...service,
      customerName: row.customerName,
      nextItemId: row.nextItemId,
      isArchived: archivedAt !== null,
      isUnstarted: own.isUnstarted === true,
      isRecurring: own.interval !== null && own.mode !== 'none',
      hasRouter: routerId !== null,
      rhythm: {
        recurrenceMode: own.mode,
        intervalCount: own.interval?.count ?? null,
        intervalUnit: own.interval?.unit ?? null,
      },
      onRouter: row.onRouter satisfies RouterTerms,
      price: own.price,
    };
  });
}

/** Lists live services of an item after `afterId`, in id order. */
export async function listLiveServiceIds(
  ctx: ActorlessCtx,
  { itemId, afterId, limit }: { itemId: number; afterId: number; limit: number },
): Promise<number[]> {
  const rows = await readDb(ctx)
    .select({ id: services.id })
    .from(services)
    .where(
      and(
        eq(services.itemId, itemId),
        isNull(services.archivedAt),
        sql`${services.id} > ${afterId}`,
      ),
    )
    .orderBy(asc(services.id))
    .limit(limit);
  return rows.map((row) => row.id);
}
