import { type SQL, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { RouterStatus, ServiceStatus } from '@/lib/kit/words';
import { PAGE_ROWS_MAX, type Page, type Paging, pageOf, readCursor } from '@/lib/lists/rules';

export type MapService = {
  serviceId: number;
  customerId: number;
  customerName: string;
  itemName: string;
  status: ServiceStatus;
  siteName: string | null;
  latitude: number | null;
  longitude: number | null;
};

/** A map with more marks is unreadable, and its page is too heavy for a phone. */
export const MAP_SERVICES_MAX = 2_000;

export type MapServices = {
  /** Services with a location, at most `MAP_SERVICES_MAX`. */
  rows: (MapService & { latitude: number; longitude: number })[];
  /** All services that match the filter, with and without a location. */
  located: number;
  total: number;
};

export type MapFilter = { statuses?: readonly ServiceStatus[]; search?: string };

/** Lists the live services on the map and counts those without a location. */
export async function getMapServices(ctx: Ctx, filter: MapFilter): Promise<MapServices> {
  requireStaff(ctx, 'services.read');
  const db = readDb(ctx);
  const [rows, counts] = await Promise.all([
    db.execute<MapServices['rows'][number]>(sql`
      ${selectServices} where ${meant(filter)} and s.latitude is not null and s.longitude is not null
      order by s.id limit ${MAP_SERVICES_MAX}`),
    db.execute<{ located: number; total: number }>(sql`
      select count(*) filter (where s.latitude is not null)::int as located, count(*)::int as total
      from services s join customers c on c.id = s.customer_id where ${meant(filter)}`),
  ]);
  return { rows: [...rows], located: counts[0]?.located ?? 0, total: counts[0]?.total ?? 0 };
}

const selectServices = sql`
  select s.id::int as "serviceId", c.id::int as "customerId", c.name as "customerName",
         i.name as "itemName", s.status, si.name as "siteName", s.latitude, s.longitude
  from services s join customers c on c.id = s.customer_id join catalog_items i on i.id = s.item_id
  left join sites si on si.id = s.site_id`;

function meant({ statuses = [], search = '' }: MapFilter): SQL {
  const status = statuses.length === 0 ? sql`true` : sql`s.status in ${[...statuses]}`;
  const text = search.trim();
  const pattern = `%${text.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
  const name = text === '' ? sql`true` : sql`c.name ilike ${pattern}`;
  return sql`s.archived_at is null and ${status} and ${name}`;
}

export type MapListFilter = MapFilter & Paging & { located?: boolean };

/** Lists the same services by number, at most 50 a page; `located` keeps those with or without a location. */
export async function listMapServices(ctx: Ctx, filter: MapListFilter): Promise<Page<MapService>> {
  requireStaff(ctx, 'services.read');
  const cursor = readCursor(filter.before) ?? readCursor(filter.after);
  const isBack = readCursor(filter.before) !== null;
  const past = cursor ? sql`s.id ${isBack ? sql`<` : sql`>`} ${cursor.id}::bigint` : sql`true`;
  const place =
    filter.located === undefined
      ? sql`true`
      : sql`(s.latitude is not null) = ${filter.located}::boolean`;
  const rows = await readDb(ctx).execute<MapService>(sql`
    ${selectServices} where ${meant(filter)} and ${place} and ${past}
    order by s.id ${isBack ? sql`desc` : sql`asc`} limit ${PAGE_ROWS_MAX + 1}`);
  return pageOf([...rows], {
    limit: PAGE_ROWS_MAX,
    paging: filter,
    cursorOf: (row) => ({ value: '', id: String(row.serviceId) }),
  });
}

export type MapSite = {
  siteId: number;
  name: string;
  latitude: number;
  longitude: number;
  routers: { routerId: number; name: string; status: RouterStatus }[];
};

/** Lists sites that have a location, with their routers; a router has no location of its own. */
export async function listMapSites(ctx: Ctx): Promise<MapSite[]> {
  requireStaff(ctx, 'sites.read');
  const rows = await readDb(ctx).execute<MapSite>(sql`
    select si.id::int as "siteId", si.name, si.latitude, si.longitude,
           coalesce((select jsonb_agg(jsonb_build_object(
             'routerId', r.id, 'name', r.name, 'status', r.status) order by r.name)
             from routers r where r.site_id = si.id), '[]') as routers
    from sites si where si.latitude is not null and si.longitude is not null
    order by si.name limit 1000`);
  return [...rows];
}

export type ServicePlace = MapService & {
  /** Where to centre the map when the service has no location: its site, or the middle of all sites. */
  near: { latitude: number; longitude: number } | null;
  isArchived: boolean;
};

export async function getServicePlace(ctx: Ctx, serviceId: number): Promise<ServicePlace> {
  requireStaff(ctx, 'services.read');
  const db = readDb(ctx);
  const [rows, near] = await Promise.all([
    db.execute<MapService & { isArchived: boolean }>(sql`
      select place.*, s.archived_at is not null as "isArchived"
      from (${selectServices} where s.id = ${serviceId}) place
      join services s on s.id = place."serviceId"`),
    db.execute<{ latitude: number | null; longitude: number | null }>(sql`
      select avg(latitude) as latitude, avg(longitude) as longitude from sites
      where latitude is not null and (id = (select site_id from services where id = ${serviceId})
        or not exists (select 1 from services s join sites si on si.id = s.site_id
                       where s.id = ${serviceId} and si.latitude is not null))`),
  ]);
  const [at] = near;
  const isKnown = at !== undefined && at.latitude !== null && at.longitude !== null;
  return {
    ...found(rows[0]),
    near: isKnown ? { latitude: at.latitude ?? 0, longitude: at.longitude ?? 0 } : null,
  };
}
