import { eq } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess, requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { findServing, listPlaces, type PlaceChoice } from '@/lib/network/lookups';
import type { Serving } from '@/lib/network/rules/serving';
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

/** Whether plans are on sale for a customer, sold before they can be connected, or not yet available. */
export type PlaceView = {
  kind: 'served' | 'ahead' | 'ask' | 'not_served';
  /** The places to choose from when `kind` is `ask`. */
  sites: PlaceChoice[];
};

/** @throws DomainError `forbidden` */
export async function getPlace(ctx: Ctx, customerId: number): Promise<PlaceView> {
  requireCustomerAccess(ctx, customerId, 'catalog.read');
  const { kind } = await findServingOf(ctx, customerId);
  if (kind === 'router') return { kind: 'served', sites: [] };
  if (kind === 'ask') return { kind: 'ask', sites: await listPlaces(ctx) };
  const { sellsAhead } = await getSettings(ctx);
  return { kind: sellsAhead ? 'ahead' : 'not_served', sites: [] };
}
