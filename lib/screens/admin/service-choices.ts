import { and, asc, eq, isNull, ne, or, sql } from 'drizzle-orm';
import { catalogItems, sites } from '@/db/schema/catalog';
import { routers } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { ItemView } from '@/lib/catalog/item-view';
import { listBuyableItems } from '@/lib/catalog/lookups';
import type { Ctx } from '@/lib/context';
import { type AccessMethod, accessMethods } from '@/lib/kit/words';
import { loadPools } from '@/lib/network/lookups';
import type { PoolView } from '@/lib/network/pool-view';

/** The choices of the service form. */
export type ServiceChoices = {
  /** Items sold to this customer, cheapest first. */
  items: ItemView[];
  /** Routers in service, and this service's own router in any state. */
  routers: {
    routerId: number;
    name: string;
    isOff: boolean;
    siteName: string | null;
    accessMethods: AccessMethod[];
  }[];
  pools: PoolView[];
  sites: { siteId: number; name: string }[];
  /** The customer's other live services, which this one can wait for. */
  others: { serviceId: number; itemName: string; login: string | null }[];
};

/** @throws DomainError `forbidden` */
export async function listServiceChoices(
  ctx: Ctx,
  { customerId, serviceId = 0 }: { customerId: number; serviceId?: number },
): Promise<ServiceChoices> {
  requireStaff(ctx, 'services.read');
  const db = readDb(ctx);
  const [items, routerRows, pools, siteRows, others] = await Promise.all([
    listBuyableItems(ctx, { customerId }),
    db
      .select({
        routerId: routers.id,
        name: routers.name,
        siteName: sites.name,
        accessMethods: routers.accessMethods,
        isOff: sql<boolean>`${routers.status} = 'off'`,
      })
      .from(routers)
      .leftJoin(sites, eq(sites.id, routers.siteId))
      .where(
        or(
          ne(routers.status, 'off'),
          sql`${routers.id} = (select s.router_id from services s where s.id = ${serviceId})`,
        ),
      )
      .orderBy(asc(routers.name))
      .limit(500),
    loadPools(ctx),
    db
      .select({ siteId: sites.id, name: sites.name })
      .from(sites)
      .orderBy(asc(sites.name))
      .limit(500),
    db
      .select({ serviceId: services.id, itemName: catalogItems.name, login: services.login })
      .from(services)
      .innerJoin(catalogItems, eq(catalogItems.id, services.itemId))
      .where(
        and(
          eq(services.customerId, customerId),
          ne(services.id, serviceId),
          isNull(services.archivedAt),
        ),
      )
      .orderBy(asc(services.id))
      .limit(200),
  ]);
  return {
    items,
    routers: routerRows.map((row) => ({
      ...row,
      accessMethods: accessMethods.filter((method) => row.accessMethods.includes(method)),
    })),
    pools,
    sites: siteRows,
    others,
  };
}
