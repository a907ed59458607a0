import { eq } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireCustomerAccess } from '@/lib/identity/authorise';
import { found } from '@/lib/kit/errors';
import type { Serving } from '@/lib/network/rules/serving';
import { findServing, listPlaces, type PlaceChoice } from '@/lib/network/serving/queries';
import { getSettings } from '@/lib/settings/queries';

/** The router that would connect a plan this customer bought now; the caller has checked whose it is. */
export async function findServingOf(ctx: Pick<Ctx, 'tx'>, customerId: number): Promise<Serving> {
  const [customer] = await readDb(ctx)
    .select({ siteId: customers.siteId })
    .from(customers)
    .where(eq(customers.id, customerId));
  return findServing(ctx, found(customer));
}

/** Where a customer stands with plans: on sale, sold before they can be connected, or not yet. */
export type PlaceView = {
  kind: 'served' | 'ahead' | 'ask' | 'not_served';
  /** To choose from while the place is asked for. */
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
