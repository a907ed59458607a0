import { asc, sql } from 'drizzle-orm';
import { sites } from '@/db/schema/catalog';
import { routers } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { accessMethods } from '@/lib/kit/words';
import {
  decideServing,
  type PlaceSale,
  placeSale,
  type Serving,
  type ServingRouter,
} from '../rules/serving';

/** Returns the router that would currently connect a plan at a site. */
export async function findServing(
  ctx: ActorlessCtx,
  { siteId }: { siteId: number | null },
): Promise<Serving> {
  return decideServing(await listServingRouters(ctx), {
    ...{ siteId, isOnlyPlace: await isOnlyPlace(ctx) },
  });
}

async function listServingRouters(ctx: ActorlessCtx): Promise<ServingRouter[]> {
  const rows = await readDb(ctx)
    .select({ routerId: routers.id, siteId: routers.siteId, methods: routers.accessMethods })
    .from(routers)
    .where(sql`router_is_taking(${routers.status})`)
    .orderBy(asc(routers.id));
  return rows.map(({ methods, ...router }) => ({
    ...router,
    accessMethods: accessMethods.filter((method) => methods.includes(method)),
  }));
}

/** Whether there is at most one site, so that no customer can be elsewhere. */
async function isOnlyPlace(ctx: ActorlessCtx): Promise<boolean> {
  const found = await readDb(ctx).select({ id: sites.id }).from(sites).limit(2);
  return found.length < 2;
}

export type PlaceChoice = { siteId: number; name: string };

export type PlaceOnSale = PlaceChoice & { plans: PlaceSale };

/** Lists every site by name, and whether plans can be bought there. */
export async function listPlaces(
  ctx: ActorlessCtx,
  settings: { sellsAhead: boolean },
): Promise<PlaceOnSale[]> {
  const rows = await readDb(ctx)
    .select({ siteId: sites.id, name: sites.name })
    .from(sites)
    .orderBy(asc(sites.name), asc(sites.id))
    .limit(200);
  return withSale(ctx, rows, settings);
}

/** Adds to each site whether plans can be bought there, by the rule of the shop. */
export async function withSale(
  ctx: ActorlessCtx,
  places: readonly PlaceChoice[],
  settings: { sellsAhead: boolean },
): Promise<PlaceOnSale[]> {
  const [serving, isOnly] = await Promise.all([listServingRouters(ctx), isOnlyPlace(ctx)]);
  return places.map((place) => ({
    ...place,
    plans: placeSale(
      decideServing(serving, { siteId: place.siteId, isOnlyPlace: isOnly }),
      settings,
    ),
  }));
}
