import { and, eq, isNull } from 'drizzle-orm';
import { catalogItems } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { routers } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess, requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { findServing, listPlaces, type PlaceOnSale } from '@/lib/network/lookups/places';
import { type PlaceSale, placeSale, type Serving } from '@/lib/network/rules/serving';
import { findServingOf } from '@/lib/services/lookups';
import { getSettings } from '@/lib/settings/get-settings';

/**
 * Returns the router that serves a service at its own location, else at its customer's.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function getServingOfService(ctx: Ctx, serviceId: number): Promise<Serving> {
  requireStaff(ctx, 'services.read');
  const [row] = await readDb(ctx)
    .select({ own: services.siteId, ofCustomer: customers.siteId })
    .from(services)
    .innerJoin(customers, eq(customers.id, services.customerId))
    .where(eq(services.id, serviceId));
  const { own, ofCustomer } = found(row);
  return findServing(ctx, { siteId: own ?? ofCustomer });
}

export type PlaceView = {
  kind: PlaceSale;
  /** The places to choose from when `kind` is `ask`. */
  sites: PlaceOnSale[];
};

/** @throws DomainError `forbidden` */
export async function getPlace(ctx: Ctx, customerId: number): Promise<PlaceView> {
  requireCustomerAccess(ctx, customerId, 'catalog.read');
  const [serving, settings] = await Promise.all([findServingOf(ctx, customerId), getSettings(ctx)]);
  const kind = placeSale(serving, settings);
  return { kind, sites: kind === 'ask' ? await listPlaces(ctx, settings) : [] };
}

/** Whether a customer has no internet service and can buy none at their place. */
export async function lacksPlans(ctx: Ctx, customerId: number): Promise<boolean> {
  const { kind } = await getPlace(ctx, customerId);
  if (kind !== 'not_served') return false;
  const [own] = await readDb(ctx)
    .select({ id: services.id })
    .from(services)
    .innerJoin(catalogItems, eq(catalogItems.id, services.itemId))
    .where(
      and(
        eq(services.customerId, customerId),
        isNull(services.archivedAt),
        eq(catalogItems.kind, 'internet'),
      ),
    )
    .limit(1);
  return own === undefined;
}

/** Whether the router that a customer's next plan would connect to cannot be reached now, so that it starts later. */
export async function isPlaceAway(ctx: Ctx, customerId: number): Promise<boolean> {
  requireCustomerAccess(ctx, customerId, 'catalog.read');
  const serving = await findServingOf(ctx, customerId);
  if (!('routerId' in serving)) return false;
  const [router] = await readDb(ctx)
    .select({ status: routers.status })
    .from(routers)
    .where(eq(routers.id, serving.routerId));
  return router?.status === 'unreachable' || router?.status === 'refused';
}
