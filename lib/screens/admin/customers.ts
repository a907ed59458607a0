import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { type CustomerStatus, customerStatuses, serviceStatuses } from '@/lib/kit/words';
import {
  COUNT_MAX,
  PAGE_ROWS_MAX,
  type Page,
  pageOf,
  planSearch,
  readCursor,
} from '@/lib/lists/rules';
import { type CustomerDetails, listCustomerDetails } from './customer-export';
import { matchingCustomers } from './quick-search';

const order = z.enum(['name', 'created', 'balance']);
export type CustomerOrder = z.infer<typeof order>;
export const customerOrders = order.options;

const ids = z.array(z.coerce.number().int().positive()).max(200);

/** Filters of the customer list. Unknown words are dropped, because they come from a URL. */
export const CustomerListQuery = z
  .object({
    search: z.string().default(''),
    sort: z
      .object({ column: order, direction: z.enum(['asc', 'desc']) })
      .default({ column: 'name', direction: 'asc' }),
    after: z.string().optional(),
    before: z.string().optional(),
    statuses: z.array(z.enum(customerStatuses)).default([]),
    siteIds: ids.default([]),
    labels: z.array(z.string().max(60)).max(50).default([]),
    /** Only wallets with a balance below this, in minor units. */
    balanceBelowMinor: z.bigint().nullable().default(null),
    /** Only customers with a live service in one of these statuses. */
    serviceStatuses: z.array(z.enum(serviceStatuses)).default([]),
  })
  .transform((query) =>
    fitsOrder(query) ? query : { ...query, after: undefined, before: undefined },
  );
export type CustomerListQuery = z.input<typeof CustomerListQuery>;
type Parsed = z.output<typeof CustomerListQuery>;

/** A cursor of another sort order would compare a name with a number, so the list starts at its first page. */
function fitsOrder(query: {
  sort: { column: CustomerOrder };
  after?: string | undefined;
  before?: string | undefined;
}) {
  const cursor = readCursor(query.before) ?? readCursor(query.after);
  if (!cursor) return true;
  if (query.sort.column === 'balance') return /^-?\d{1,18}$/.test(cursor.value);
  return query.sort.column === 'name' || /^\d{4}-\d\d-\d\d [\d:.]+\+00$/.test(cursor.value);
}

export type CustomerListItem = {
  customerId: number;
  name: string;
  email: string | null;
  phone: string | null;
  status: CustomerStatus;
  siteName: string | null;
  labels: string[];
  /** Minor units. */
  balanceMinor: bigint;
  createdAt: Date;
  /** Live services by status. */
  services: { active: number; stopped: number; disabled: number; pending: number };
};

/** Lists one page of customers by keyset, at most 50 rows. */
export async function listCustomers(
  ctx: Ctx,
  input: CustomerListQuery,
): Promise<Page<CustomerListItem>> {
  requireStaff(ctx, 'customers.read');
  const query = CustomerListQuery.parse(input);
  const rows = await readRows(ctx, query, PAGE_ROWS_MAX);
  const page = pageOf(rows, {
    limit: PAGE_ROWS_MAX,
    paging: query,
    cursorOf: (row) => ({ value: row.sort_value, id: row.sort_id }),
  });
  return { ...page, rows: page.rows.map(toItem) };
}

/** Counts the matching customers; stops at `COUNT_MAX`. */
export async function countCustomers(
  ctx: Ctx,
  input: CustomerListQuery,
): Promise<{ count: number; atLeast: boolean }> {
  requireStaff(ctx, 'customers.read');
  const query = CustomerListQuery.parse(input);
  const [row] = await readDb(ctx).execute<{ count: number }>(sql`
    ${hitsOf(query)}
    select count(*)::int as count from (
      select 1 from customers c ${joinWallet(query)} where ${conditionsOf(query)} limit ${COUNT_MAX + 1}) counted`);
  const count = row?.count ?? 0;
  return { count: Math.min(count, COUNT_MAX), atLeast: count > COUNT_MAX };
}

/** Lists the ids of the matching customers, at most `COUNT_MAX`, for actions on all of them. */
export async function listMatchingCustomerIds(
  ctx: Ctx,
  input: CustomerListQuery,
): Promise<number[]> {
  requireStaff(ctx, 'customers.read');
  const query = CustomerListQuery.parse(input);
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    ${hitsOf(query)}
    select c.id::int as id from customers c ${joinWallet(query)} where ${conditionsOf(query)}
    order by c.id limit ${COUNT_MAX}`);
  return rows.map((row) => row.id);
}

/** Ids of all matching customers, without a limit, as a subquery with a column `id`. */
export function allMatchingCustomers(input: CustomerListQuery): SQL {
  const query = CustomerListQuery.parse(input);
  return sql`${hitsOf(query)}
    select c.id from customers c ${joinWallet(query)} where ${conditionsOf(query)}`;
}

const EXPORT_CHUNK = 500;

export type CustomerExportRow = CustomerListItem & { details: CustomerDetails | undefined };

/** Streams every matching customer in list order, in chunks, so that memory use stays constant. */
export async function* streamCustomers(
  ctx: Ctx,
  input: CustomerListQuery,
): AsyncGenerator<CustomerExportRow> {
  requireStaff(ctx, 'export');
  let query: Parsed = { ...CustomerListQuery.parse(input), after: undefined, before: undefined };
  for (;;) {
    const page = pageOf(await readRows(ctx, query, EXPORT_CHUNK), {
      limit: EXPORT_CHUNK,
      paging: query,
      cursorOf: (row) => ({ value: row.sort_value, id: row.sort_id }),
    });
    const details = await listCustomerDetails(
      ctx,
      page.rows.map(({ id }) => id),
    );
    for (const row of page.rows) yield { ...toItem(row), details: details.get(row.id) };
    if (page.next === undefined) return;
    query = { ...query, after: page.next };
  }
}

/** Lists the labels in use. Skips through the index from label to label, because customers are many and labels few. */
export async function listLabels(ctx: Ctx): Promise<string[]> {
  requireStaff(ctx, 'customers.read');
  const rows = await readDb(ctx).execute<{ label: string }>(sql`
    with recursive used as (
      (select label from customer_labels order by label limit 1)
      union all
      select (select label from customer_labels where label > used.label order by label limit 1)
      from used where used.label is not null
    )
    select label from used where label is not null limit 100`);
  return rows.map((row) => row.label);
}

type Row = {
  id: number;
  name: string;
  email: string | null;
  phone: string | null;
  status: CustomerStatus;
  site_name: string | null;
  labels: string[] | null;
  balance: string;
  created_at: string;
  active: number;
  stopped: number;
  disabled: number;
  pending: number;
  sort_value: string;
  sort_id: string;
};

/** Each sort order has its own index, and a cursor is a position in it. */
const sortKeys = {
  name: { value: sql`c.name`, type: sql`text`, id: sql`c.id` },
  created: { value: sql`c.created_at`, type: sql`timestamptz`, id: sql`c.id` },
  balance: { value: sql`w.balance_minor`, type: sql`bigint`, id: sql`w.id` },
} as const satisfies Record<CustomerOrder, { value: SQL; type: SQL; id: SQL }>;

async function readRows(ctx: Ctx, query: Parsed, limit: number): Promise<Row[]> {
  const key = sortKeys[query.sort.column];
  const isDown = (query.sort.direction === 'desc') !== (readCursor(query.before) !== null);
  const direction = isDown ? sql`desc` : sql`asc`;
  const rows = await readDb(ctx).execute<Row>(sql`
    ${hitsOf(query)}
    select p.*, st.name as site_name,
      (select array_agg(label order by label) from customer_labels where customer_id = p.id) as labels,
      v.active, v.stopped, v.disabled, v.pending
    from (
      select c.id::int as id, c.name, c.email, c.phone, c.status, c.site_id, c.created_at,
        w.balance_minor::text as balance, ${key.value}::text as sort_value, ${key.id}::text as sort_id,
        row_number() over (order by ${key.value} ${direction}, ${key.id} ${direction}) as position
      from customers c join accounts w on w.customer_id = c.id and w.kind = 'wallet'
      where ${conditionsOf(query)} and ${placeOf(query, isDown)}
      order by ${key.value} ${direction}, ${key.id} ${direction}
      limit ${limit + 1}) p
    left join sites st on st.id = p.site_id
    cross join lateral (
      select count(*) filter (where status = 'active')::int as active,
        count(*) filter (where status = 'stopped')::int as stopped,
        count(*) filter (where status = 'disabled')::int as disabled,
        count(*) filter (where status = 'pending')::int as pending
      from services where customer_id = p.id) v
    order by p.position`);
  return [...rows];
}

function hitsOf(query: Parsed): SQL {
  const plan = planSearch(query.search);
  return plan === null ? sql`` : sql`with hits as materialized (${matchingCustomers(plan)})`;
}

/** Joins the wallet only when the filter needs it. */
function joinWallet(query: Parsed): SQL {
  return query.balanceBelowMinor === null
    ? sql``
    : sql`join accounts w on w.customer_id = c.id and w.kind = 'wallet'`;
}

function conditionsOf(query: Parsed): SQL {
  const conditions: SQL[] = [sql`c.merged_into_id is null`];
  if (planSearch(query.search)) conditions.push(sql`c.id in (select customer_id from hits)`);
  if (query.statuses.length > 0) conditions.push(sql`c.status in ${query.statuses}`);
  if (query.siteIds.length > 0) conditions.push(sql`c.site_id in ${query.siteIds}`);
  if (query.labels.length > 0) {
    conditions.push(
      sql`c.id in (select customer_id from customer_labels where label in ${query.labels})`,
    );
  }
  if (query.balanceBelowMinor !== null)
    conditions.push(sql`w.balance_minor < ${query.balanceBelowMinor.toString()}::bigint`);
  if (query.serviceStatuses.length > 0) {
    conditions.push(
      sql`exists (select 1 from services x where x.customer_id = c.id and x.status in ${query.serviceStatuses})`,
    );
  }
  return sql.join(conditions, sql` and `);
}

function placeOf(query: Parsed, isDown: boolean): SQL {
  const cursor = readCursor(query.before) ?? readCursor(query.after);
  if (!cursor) return sql`true`;
  const key = sortKeys[query.sort.column];
  const side = isDown ? sql`<` : sql`>`;
  return sql`(${key.value}, ${key.id}) ${side} (${cursor.value}::${key.type}, ${cursor.id}::bigint)`;
}

function toItem(row: Row): CustomerListItem {
  const { active, stopped, disabled, pending } = row;
  return {
    customerId: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone,
    status: row.status,
    siteName: row.site_name,
    labels: row.labels ?? [],
    balanceMinor: BigInt(row.balance),
    createdAt: new Date(row.created_at),
    services: { active, stopped, disabled, pending },
  };
}
