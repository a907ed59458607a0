import { asc, ne } from 'drizzle-orm';
import { sites } from '@/db/schema/catalog';
import { routers } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { accessMethods } from '@/lib/kit/words';
import { decideServing, type Serving } from '../rules/serving';

/** The router that would connect a plan at a place, as things are now. */
export async function findServing(
  ctx: Pick<Ctx, 'tx'>,
  { siteId }: { siteId: number | null },
): Promise<Serving> {
  const rows = await readDb(ctx)
    .select({ routerId: routers.id, siteId: routers.siteId, methods: routers.accessMethods })
    .from(routers)
    .where(ne(routers.status, 'off'))
    .orderBy(asc(routers.id));
  const inService = rows.map(({ methods, ...router }) => ({
    ...router,
    accessMethods: accessMethods.filter((method) => methods.includes(method)),
  }));
  return decideServing(inService, { siteId, isOnlyPlace: await isOnlyPlace(ctx) });
}

/** Whether there is no second place, so that nobody can be elsewhere. */
async function isOnlyPlace(ctx: Pick<Ctx, 'tx'>): Promise<boolean> {
  const found = await readDb(ctx).select({ id: sites.id }).from(sites).limit(2);
  return found.length < 2;
}

/** Whether plans are connected to one router here and to another there, so that the place must be known. */
export async function doesPlaceDecide(ctx: Pick<Ctx, 'tx'>): Promise<boolean> {
  return (await findServing(ctx, { siteId: null })).kind === 'ask';
}

export type PlaceChoice = { siteId: number; name: string };

/** Every place there is, by name. */
export async function listPlaces(ctx: Pick<Ctx, 'tx'>): Promise<PlaceChoice[]> {
  return readDb(ctx)
    .select({ siteId: sites.id, name: sites.name })
    .from(sites)
    .orderBy(asc(sites.name), asc(sites.id))
    .limit(200);
}
