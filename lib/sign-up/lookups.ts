import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { PublicCtx } from '@/lib/identity/public-ctx';
import { doesPlaceDecide, listPlaces, type PlaceChoice } from '@/lib/network/lookups';

export type SignUpPlaces = {
  sites: PlaceChoice[];
  /** Nobody can be connected without it. */
  isNeeded: boolean;
};

/**
 * The places a person can choose when signing up: all of them where the place decides which router connects
 * them, else those with something of their own on sale. Everything else is sold everywhere, so without such
 * a place there is nothing to ask.
 */
export async function listOfferedPlaces(ctx: PublicCtx): Promise<SignUpPlaces> {
  const isNeeded = await doesPlaceDecide(ctx);
  return { isNeeded, sites: isNeeded ? await listPlaces(ctx) : await listSitesWithOffers(ctx) };
}

async function listSitesWithOffers(ctx: PublicCtx): Promise<PlaceChoice[]> {
  const rows = await readDb(ctx).execute<PlaceChoice>(sql`
    select s.id::int as "siteId", s.name from sites s
    where exists (select 1 from catalog_item_sites x join catalog_items i on i.id = x.item_id
                  where x.site_id = s.id and i.status = 'active')
    order by s.name, s.id limit 200`);
  return [...rows];
}
