import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { PublicCtx } from '@/lib/identity/proven-ctx';
import {
  findServing,
  listPlaces,
  type PlaceChoice,
  type PlaceOnSale,
  withSale,
} from '@/lib/network/lookups/places';
import { type PlaceSale, placeSale } from '@/lib/network/rules/serving';
import { getSettings } from '@/lib/settings/get-settings';

export type SignUpPlaces = {
  sites: PlaceOnSale[];
  /** Whether the form requires a site, because no router can be chosen without it. */
  isNeeded: boolean;
  /** Whether plans can be bought without a site; `ask` while one is needed. */
  elsewhere: PlaceSale;
};

/**
 * Lists the sites to choose from when signing up: all of them if the site decides which router connects the customer,
 * otherwise those with offers of their own. Everything else is sold everywhere, so without such sites there is
 * nothing to choose.
 */
export async function listOfferedPlaces(ctx: PublicCtx): Promise<SignUpPlaces> {
  const [serving, settings] = await Promise.all([
    findServing(ctx, { siteId: null }),
    getSettings(ctx),
  ]);
  const elsewhere = placeSale(serving, settings);
  const isNeeded = elsewhere === 'ask';
  const sites = isNeeded
    ? await listPlaces(ctx, settings)
    : await withSale(ctx, await listSitesWithOffers(ctx), settings);
  return { isNeeded, sites, elsewhere };
}

async function listSitesWithOffers(ctx: PublicCtx): Promise<PlaceChoice[]> {
  const rows = await readDb(ctx).execute<PlaceChoice>(sql`
    select s.id::int as "siteId", s.name from sites s
    where exists (select 1 from catalog_item_sites x join catalog_items i on i.id = x.item_id
                  where x.site_id = s.id and i.status = 'active')
    order by s.name, s.id limit 200`);
  return [...rows];
}
