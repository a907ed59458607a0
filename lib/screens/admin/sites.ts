import { asc, eq, type SQL, sql } from 'drizzle-orm';
import { sites } from '@/db/schema/catalog';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import { countSiteUses, countsOfUse } from '@/lib/catalog/sites/lookups';
import type { SiteUses } from '@/lib/catalog/sites/site-uses';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { PAGE_ROWS_MAX, type Page, type Paging, pageOf, readCursor } from '@/lib/lists/rules';

export type SiteView = {
  siteId: number;
  name: string;
  address: string;
  latitude: number | null;
  longitude: number | null;
};
export type SiteListItem = SiteView & SiteUses;

export type SiteListQuery = Paging & { search?: string; direction?: 'asc' | 'desc' };

/** Lists one page of sites by name, at most 50, each with its counts. */
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
      where ${matches(search)} ${past} order by ${order} limit ${PAGE_ROWS_MAX + 1})
    select s.id::int as "siteId", s.name, s.address, s.latitude, s.longitude, ${countsOfUse(sql`s.id`)}
    from page s order by ${order}`);
  return pageOf([...rows], {
    limit: PAGE_ROWS_MAX,
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

/** Lists sites by name, for choices. */
export async function listSiteChoices(ctx: Ctx): Promise<{ siteId: number; name: string }[]> {
  requireStaff(ctx, 'customers.read');
  return readDb(ctx)
    .select({ siteId: sites.id, name: sites.name })
    .from(sites)
    .orderBy(asc(sites.name))
    .limit(500);
}
