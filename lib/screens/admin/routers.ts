import { asc, eq, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { sites } from '@/db/schema/catalog';
import { routers, serviceRouterStates } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { type RouterFailure, type RouterStatus, routerStatuses } from '@/lib/kit/words';
import { PAGE_ROWS_MAX, type Page, pageOf, readCursor } from '@/lib/lists/rules';

/** Unknown words are dropped, because they come from a URL. */
export const RouterListQuery = z.object({
  search: z.string().max(100).default(''),
  statuses: z.array(z.enum(routerStatuses)).default([]),
  /** Only routers with unconfirmed services. */
  isDue: z.boolean().default(false),
  after: z.string().optional(),
  before: z.string().optional(),
});
export type RouterListQuery = z.input<typeof RouterListQuery>;

/** Lists the routers by name, at most 50 a page. */
export async function listRouterPage(
  ctx: Ctx,
  input: RouterListQuery,
): Promise<Page<RouterListItem>> {
  requireStaff(ctx, 'routers.read');
  const query = RouterListQuery.parse(input);
  const isBack = readCursor(query.before) !== null;
  const direction = isBack ? sql`desc` : sql`asc`;
  const rows = await readDb(ctx).execute<Row>(sql`
    select p.*, s.name as site_name from (
      select r.id::int as id, r.name, r.site_id, r.host, r.port, r.use_tls, r.status, r.failure,
        r.failing_since, r.last_seen_at, r.version, ${countsOf}
      from routers r where ${conditionsOf(query)}
      order by r.name ${direction} limit ${PAGE_ROWS_MAX + 1}) p
    left join sites s on s.id = p.site_id
    order by p.name ${direction}`);
  const page = pageOf([...rows], {
    limit: PAGE_ROWS_MAX,
    paging: query,
    cursorOf: (row) => ({ value: row.name, id: String(row.id) }),
  });
  return { ...page, rows: page.rows.map(toItem) };
}

/** Counts of router `r`: its services, the unconfirmed ones, and the failed ones. */
const countsOf = sql`
  (select count(*)::int from services v where v.router_id = r.id and v.archived_at is null) as service_count,
  (select count(*)::int from services v left join service_router_states st
      on st.service_id = v.id and st.router_id = r.id
    where v.router_id = r.id and coalesce(st.applied_version, 0) < v.desired_version) as due_count,
  (select count(*)::int from service_router_states st
    where st.router_id = r.id and st.failure is not null) as failed_count`;

/** Names are unique, so the name alone is a position in the list. */
function conditionsOf(query: z.output<typeof RouterListQuery>): SQL {
  const conditions: SQL[] = [sql`true`];
  const back = readCursor(query.before);
  const cursor = back ?? readCursor(query.after);
  if (cursor) conditions.push(sql`r.name ${back ? sql`<` : sql`>`} ${cursor.value}`);
  if (query.statuses.length > 0) conditions.push(sql`r.status in ${query.statuses}`);
  const text = query.search.trim().replace(/[\\%_]/g, (mark) => `\\${mark}`);
  if (text !== '') {
    const pattern = `%${text}%`;
    conditions.push(
      sql`(r.name ilike ${pattern} or r.host ilike ${pattern} or r.identity ilike ${pattern})`,
    );
  }
  if (query.isDue) {
    conditions.push(sql`exists (
      select 1 from services v left join service_router_states st
        on st.service_id = v.id and st.router_id = r.id
      where v.router_id = r.id and coalesce(st.applied_version, 0) < v.desired_version)`);
  }
  return sql.join(conditions, sql` and `);
}

type Row = {
  id: number;
  name: string;
  site_name: string | null;
  host: string;
  port: number;
  use_tls: boolean;
  status: RouterStatus;
  failure: RouterFailure | null;
  failing_since: string | null;
  last_seen_at: string | null;
  version: string | null;
  service_count: number;
  due_count: number;
  failed_count: number;
};

function toItem(row: Row): RouterListItem {
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return {
    routerId: row.id,
    name: row.name,
    siteName: row.site_name,
    host: row.host,
    port: row.port,
    useTls: row.use_tls,
    status: row.status,
    failure: row.failure,
    failingSince: instant(row.failing_since),
    lastSeenAt: instant(row.last_seen_at),
    version: row.version,
    serviceCount: row.service_count,
    dueCount: row.due_count,
    failedCount: row.failed_count,
  };
}

export type RouterListItem = {
  routerId: number;
  name: string;
  siteName: string | null;
  host: string;
  port: number;
  useTls: boolean;
  status: RouterStatus;
  failure: RouterFailure | null;
  failingSince: Date | null;
  lastSeenAt: Date | null;
  version: string | null;
  /** Services on it that are not archived. */
  serviceCount: number;
  /** The number of them whose desired state it has not confirmed. */
  dueCount: number;
  failedCount: number;
};

/** Counts for the router of the outer query: services, unconfirmed services, services whose last push failed. */
const counts = {
  serviceCount: sql<number>`(select count(*)::int from ${services}
    where ${services.routerId} = ${routers.id} and ${services.archivedAt} is null)`,
  dueCount: sql<number>`(select count(*)::int from ${services}
    left join ${serviceRouterStates}
      on ${serviceRouterStates.serviceId} = ${services.id}
      and ${serviceRouterStates.routerId} = ${routers.id}
    where ${services.routerId} = ${routers.id}
      and coalesce(${serviceRouterStates.appliedVersion}, 0) < ${services.desiredVersion})`,
  failedCount: sql<number>`(select count(*)::int from ${serviceRouterStates}
    where ${serviceRouterStates.routerId} = ${routers.id}
      and ${serviceRouterStates.failure} is not null)`,
};

export const listColumns = {
  routerId: routers.id,
  name: routers.name,
  siteName: sites.name,
  host: routers.host,
  port: routers.port,
  useTls: routers.useTls,
  status: routers.status,
  failure: routers.failure,
  failingSince: routers.failingSince,
  lastSeenAt: routers.lastSeenAt,
  version: routers.version,
  ...counts,
};

/** @throws DomainError `forbidden` */
export async function listRouters(ctx: Ctx): Promise<RouterListItem[]> {
  requireStaff(ctx, 'routers.read');
  return readDb(ctx)
    .select(listColumns)
    .from(routers)
    .leftJoin(sites, eq(sites.id, routers.siteId))
    .orderBy(asc(routers.name));
}
