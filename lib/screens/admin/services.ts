import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import {
  type AccessMethod,
  accessMethods,
  type HoldReason,
  holdBit,
  holdReasons,
  type RouterFailure,
  type ServiceStatus,
  serviceStatuses,
} from '@/lib/kit/words';
import {
  COUNT_MAX,
  PAGE_ROWS_MAX,
  type Page,
  pageOf,
  planSearch,
  readCursor,
} from '@/lib/lists/rules';
import { decisiveHolds, stateFromBits } from '@/lib/services/rules';
import { isEndless } from './endless-services';
import { isServiceMeant, matchingCustomers } from './quick-search';

const order = z.enum(['id', 'customer']);
export const serviceOrders = order.options;

/** Push states by which staff filter services. */
/** `not_stopped`: confirmed, but the router lacks the firewall rules that hold a stopped customer. */
export const pushStates = ['confirmed', 'not_stopped', 'activating', 'failed'] as const;
export type PushState = (typeof pushStates)[number];

/** Services that never end, which staff have to check. */
export const serviceEnds = ['never'] as const;

const ids = z.array(z.coerce.number().int().positive()).max(200);

export const ServiceListQuery = z
  .object({
    search: z.string().default(''),
    sort: z
      .object({ column: order, direction: z.enum(['asc', 'desc']) })
      .default({ column: 'id', direction: 'desc' }),
    after: z.string().optional(),
    before: z.string().optional(),
    /** Empty leaves out archived services. */
    statuses: z.array(z.enum(serviceStatuses)).default([]),
    reasons: z.array(z.enum(holdReasons)).default([]),
    itemIds: ids.default([]),
    routerIds: ids.default([]),
    accessMethods: z.array(z.enum(accessMethods)).default([]),
    pushes: z.array(z.enum(pushStates)).default([]),
    ends: z.array(z.enum(serviceEnds)).default([]),
  })
  .transform((query) => {
    const value = (readCursor(query.before) ?? readCursor(query.after))?.value;
    const fits =
      value === undefined ||
      (query.sort.column === 'customer'
        ? readCustomerPlace(value) !== null
        : /^\d{1,18}$/.test(value));
    return fits ? query : { ...query, after: undefined, before: undefined };
  });
export type ServiceListQuery = z.input<typeof ServiceListQuery>;
type Parsed = z.output<typeof ServiceListQuery>;

export type ServiceListItem = {
  serviceId: number;
  customerId: number;
  customerName: string;
  itemName: string;
  description: string;
  status: ServiceStatus;
  /** The holds that explain the status. */
  reasons: HoldReason[];
  login: string | null;
  accessMethod: AccessMethod | null;
  ipv4Address: string | null;
  routerName: string | null;
  /** Null on services without a router. */
  push: PushState | null;
  failure: RouterFailure | null;
  startDate: string;
  endDate: string | null;
};

/** Lists one page of services by keyset, at most 50 rows. */
export async function listServices(
  ctx: Ctx,
  input: ServiceListQuery,
): Promise<Page<ServiceListItem>> {
  requireStaff(ctx, 'services.read');
  const query = ServiceListQuery.parse(input);
  const page = pageOf(await readRows(ctx, query, PAGE_ROWS_MAX), {
    limit: PAGE_ROWS_MAX,
    paging: query,
    cursorOf,
  });
  return { ...page, rows: page.rows.map(toItem) };
}

/** Counts the matching services; stops at `COUNT_MAX`. */
export async function countServices(
  ctx: Ctx,
  input: ServiceListQuery,
): Promise<{ count: number; atLeast: boolean }> {
  requireStaff(ctx, 'services.read');
  const query = ServiceListQuery.parse(input);
  const [row] = await readDb(ctx).execute<{ count: number }>(sql`
    ${hitsOf(query)}
    select count(*)::int as count from (select 1 ${fromOf(query)} limit ${COUNT_MAX + 1}) counted`);
  const count = row?.count ?? 0;
  return { count: Math.min(count, COUNT_MAX), atLeast: count > COUNT_MAX };
}

/** Ids of all matching services, without a limit, as a subquery with a column `id`. */
export function allMatchingServices(input: ServiceListQuery): SQL {
  const query = ServiceListQuery.parse(input);
  return sql`${hitsOf(query)} select s.id ${fromOf(query)}`;
}

const EXPORT_CHUNK = 500;

/** Streams every matching service in list order, in chunks, so that memory use stays constant. */
export async function* streamServices(
  ctx: Ctx,
  input: ServiceListQuery,
): AsyncGenerator<ServiceListItem> {
  requireStaff(ctx, 'export');
  let query: Parsed = { ...ServiceListQuery.parse(input), after: undefined, before: undefined };
  for (;;) {
    const rows = await readRows(ctx, query, EXPORT_CHUNK);
    const page = pageOf(rows, { limit: EXPORT_CHUNK, paging: query, cursorOf });
    for (const row of page.rows) yield toItem(row);
    if (page.next === undefined) return;
    query = { ...query, after: page.next };
  }
}

/** Lists the choices of the filters. */
export async function listServiceFilters(ctx: Ctx): Promise<{
  items: { id: number; name: string }[];
  routers: { id: number; name: string }[];
}> {
  requireStaff(ctx, 'services.read');
  const db = readDb(ctx);
  const [items, routers] = await Promise.all([
    db.execute<{ id: number; name: string }>(
      sql`select id::int as id, name from catalog_items where status <> 'draft' order by name limit 200`,
    ),
    db.execute<{ id: number; name: string }>(
      sql`select id::int as id, name from routers order by name limit 200`,
    ),
  ]);
  return { items: [...items], routers: [...routers] };
}

type Row = {
  id: number;
  customer_id: number;
  customer_name: string;
  item_name: string;
  description: string;
  status: ServiceStatus;
  holds: number;
  is_archived: boolean;
  login: string | null;
  access_method: AccessMethod | null;
  ipv4_address: string | null;
  router_name: string | null;
  push: PushState | null;
  failure: RouterFailure | null;
  start_date: string;
  end_date: string | null;
  sort_value: string;
};

const cursorOf = (row: Row) => ({ value: row.sort_value, id: String(row.id) });

const pushOf = sql`case when s.router_id is null then null
  when coalesce(rs.applied_version, 0) >= s.desired_version then
    case when s.status = 'stopped'
      and (select x.stop_rules from routers x where x.id = s.router_id) = 'missing'
    then 'not_stopped' else 'confirmed' end
  when rs.failure is not null then 'failed' else 'activating' end`;

/** The page is limited before the joins; otherwise a plan may walk a joined table up to the start of the page. */
async function readRows(ctx: Ctx, query: Parsed, limit: number): Promise<Row[]> {
  const isDown = (query.sort.direction === 'desc') !== (readCursor(query.before) !== null);
  const order = orderOf(query, isDown);
  const isByCustomer = query.sort.column === 'customer';
  const rows = await readDb(ctx).execute<Row>(sql`
    ${hitsOf(query)}
    select s.id::int as id, s.customer_id::int as customer_id, c.name as customer_name, i.name as item_name,
      s.description, s.status, s.holds, s.archived_at is not null as is_archived, s.login, s.access_method,
      host(s.ipv4_address) as ipv4_address, r.name as router_name, ${pushOf} as push, rs.failure,
      s.start_date::text as start_date, s.end_date::text as end_date,
      ${isByCustomer ? sql`c.id || ' ' || c.name` : sql`s.id::text`} as sort_value
    from (select s.* ${fromOf(query)} and ${placeOf(query, isDown)} order by ${order} limit ${limit + 1}) s
    join customers c on c.id = s.customer_id
    join catalog_items i on i.id = s.item_id
    left join routers r on r.id = s.router_id
    ${joinRouterState}
    order by ${order}`);
  return [...rows];
}

/** By customer, the order follows the customers' own index, then the service id. */
function orderOf(query: Parsed, isDown: boolean): SQL {
  const direction = isDown ? sql`desc` : sql`asc`;
  return query.sort.column === 'customer'
    ? sql`c.name ${direction}, c.id ${direction}, s.id ${direction}`
    : sql`s.id ${direction}`;
}

function hitsOf(query: Parsed): SQL {
  const plan = planSearch(query.search);
  return plan === null ? sql`` : sql`with hits as materialized (${matchingCustomers(plan)})`;
}

const joinRouterState = sql`
  left join service_router_states rs on rs.service_id = s.id and rs.router_id = s.router_id`;

/** Joins only the tables that the search, the filters and the order need. */
function fromOf(query: Parsed): SQL {
  const asksCustomer = query.sort.column === 'customer' || planSearch(query.search) !== null;
  return sql`from services s
    ${asksCustomer ? sql`join customers c on c.id = s.customer_id` : sql``}
    ${query.pushes.length > 0 ? joinRouterState : sql``}
    where ${conditionsOf(query)}`;
}

function conditionsOf(query: Parsed): SQL {
  const conditions: SQL[] = [
    query.statuses.length > 0 ? sql`s.status in ${query.statuses}` : sql`s.archived_at is null`,
  ];
  const plan = planSearch(query.search);
  if (plan) {
    conditions.push(sql`s.customer_id in (select customer_id from hits)`, isServiceMeant(plan));
  }
  if (query.reasons.length > 0) {
    const bits = query.reasons.reduce((mask, reason) => mask | holdBit(reason), 0);
    conditions.push(sql`s.holds & ${bits}::int <> 0`);
  }
  if (query.itemIds.length > 0) conditions.push(sql`s.item_id in ${query.itemIds}`);
  if (query.routerIds.length > 0) conditions.push(sql`s.router_id in ${query.routerIds}`);
  if (query.accessMethods.length > 0)
    conditions.push(sql`s.access_method in ${query.accessMethods}`);
  if (query.ends.length > 0) conditions.push(isEndless);
  if (query.pushes.length > 0) conditions.push(sql`${pushOf} in ${query.pushes}`);
  return sql.join(conditions, sql` and `);
}

function placeOf(query: Parsed, isDown: boolean): SQL {
  const cursor = readCursor(query.before) ?? readCursor(query.after);
  if (!cursor) return sql`true`;
  const side = isDown ? sql`<` : sql`>`;
  const place = query.sort.column === 'customer' ? readCustomerPlace(cursor.value) : null;
  if (place === null) return sql`s.id ${side} ${cursor.id}::bigint`;
  const customer = sql`${place.name}::text, ${place.customerId}::bigint`;
  // The first comparison is redundant but usable by the index, which does not cover services.
  return sql`(c.name, c.id) ${side}= (${customer})
    and (c.name, c.id, s.id) ${side} (${customer}, ${cursor.id}::bigint)`;
}

/** Parses `12 Ann Smith`, the customer of the cursor's service. */
function readCustomerPlace(value: string): { customerId: string; name: string } | null {
  const [, customerId, name] = /^(\d{1,18}) (.*)$/s.exec(value) ?? [];
  return customerId === undefined || name === undefined ? null : { customerId, name };
}

function toItem(row: Row): ServiceListItem {
  const state = stateFromBits({
    holds: row.holds,
    archivedAt: row.is_archived ? new Date(0) : null,
  });
  return {
    serviceId: row.id,
    customerId: row.customer_id,
    customerName: row.customer_name,
    itemName: row.item_name,
    description: row.description,
    status: row.status,
    reasons: decisiveHolds(state),
    login: row.login,
    accessMethod: row.access_method,
    ipv4Address: row.ipv4_address,
    routerName: row.router_name,
    push: row.push,
    failure: row.failure,
    startDate: row.start_date,
    endDate: row.end_date,
  };
}
