import { type SQL, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { SiteUses } from './site-uses';

/**
 * Counts what belongs to the site, including archived services and merged or erased customers, which keep their site.
 */
export async function countSiteUses(ctx: ActorlessCtx, siteId: number): Promise<SiteUses> {
  const [row] = await readDb(ctx).execute<SiteUses>(
    sql`select ${countsOfUse(sql`${siteId}::bigint`)}`,
  );
  return found(row);
}

export function countsOfUse(siteId: SQL): SQL {
  return sql`
    (select count(*)::int from customers where site_id = ${siteId}) as customers,
    (select count(*)::int from services where site_id = ${siteId}) as services,
    (select count(*)::int from routers where site_id = ${siteId}) as routers,
    (select count(*)::int from catalog_item_sites where site_id = ${siteId}) as items,
    (select count(*)::int from networks where site_id = ${siteId}) as networks`;
}
