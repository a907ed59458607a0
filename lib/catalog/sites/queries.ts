import { eq, type SQL, sql } from 'drizzle-orm';
import { sites } from '@/db/schema/catalog';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { found } from '@/lib/kit/errors';
import { type Page, type Paging, pageOf, pageRowsMax, readCursor } from '@/lib/lists/rules';

/** What belongs to a site; a type, so that it can stand in a refusal as it is. */
export type SiteUses = {
  customers: number;
  services: number;
  routers: number;
  items: number;
  networks: number;
};

export type SiteView = {
  siteId: number;
  name: string;
  address: string;
  latitude: number | null;
  longitude: number | null;
};
export type SiteListItem = SiteView & SiteUses;

/** Archived services count too: they keep their site. Merged and erased customers do as well. */
export async function countSiteUses(ctx: Pick<Ctx, 'tx'>, siteId: number): Promise<SiteUses> {
  const [row] = await readDb(ctx).execute<SiteUses>(
    sql`select ${countsOfUse(sql`${siteId}::bigint`)}`,
  );
  return found(row);
}

function countsOfUse(siteId: SQL): SQL {
  return sql`
    (select count(*)::int from customers where site_id = ${siteId}) as customers,
    (select count(*)::int from services where site_id = ${siteId}) as services,
    (select count(*)::int from routers where site_id = ${siteId}) as routers,
    (select count(*)::int from catalog_item_sites where site_id = ${siteId}) as items,
    (select count(*)::int from networks where site_id = ${siteId}) as networks`;
}

export type SiteListQuery = Paging & { search?: string; direction?: 'asc' | 'desc' };

/** One page of sites by name, at most 50, with what belongs to each. */
export async function listSites(ctx: Ctx, query: SiteListQuery): Promise<Page<SiteListItem>> {
  requireStaff(ctx, 'sites.read');
  const { search = '', direction = 'asc' } = query;
  const cursor = readCursor(query.before) ?? readCursor(query.after);
  const isBack = readCursor(query.before) !== null;
  const isAscending = (direction === 'asc') !== isBack;
  const past = cursor
    ? sql`and (s.name, s.id) ${isAscending ? sql`>` : sql`<`} (${cursor.value}, ${cursor.id}::bigint)`
    : sql``;
  const order = isAscending ? sql`s.name, s.id` : sql`s.name desc, s.id desc`;
  const rows = await readDb(ctx).execute<SiteListItem>(sql`
    with page as (
      select s.id, s.name, s.address, s.latitude, s.longitude from sites s
      where ${matches(search)} ${past} order by ${order} limit ${pageRowsMax + 1})
    select s.id::int as "siteId", s.name, s.address, s.latitude, s.longitude, ${countsOfUse(sql`s.id`)}
    from page s order by ${order}`);
  return pageOf([...rows], {
    limit: pageRowsMax,
    paging: query,
    cursorOf: (row) => ({ value: row.name, id: String(row.siteId) }),
  });
}

function matches(search: string): SQL {
  const text = `%${search.trim().replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
  return sql`(s.name ilike ${text} or s.address ilike ${text})`;
}

export async function getSite(ctx: Ctx, siteId: number): Promise<SiteView & { uses: SiteUses }> {
  requireStaff(ctx, 'sites.read');
  const [row] = await readDb(ctx)
    .select({
      siteId: sites.id,
      name: sites.name,
      address: sites.address,
      latitude: sites.latitude,
      longitude: sites.longitude,
    })
    .from(sites)
    .where(eq(sites.id, siteId));
  return { ...found(row), uses: await countSiteUses(ctx, siteId) };
}
