import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { isUuid } from '@/lib/kit/ids';
import { addDays, isLocalDate, startOfLocalDay } from '@/lib/kit/time';
import { type ParkReason, type TopUpStatus, topUpStatuses } from '@/lib/kit/words';
import { PAGE_ROWS_MAX, type Page, pageOf, planSearch, readCursor } from '@/lib/lists/rules';
import { matchingCustomers } from './quick-search';

const localDate = z.string().refine(isLocalDate).optional().catch(undefined);

/** Filters of the list of payments. Days are in the operator's time zone, both inclusive. */
export const TopUpListQuery = z.object({
  /** Words of a customer, a top-up's id, or `receipt 12`. */
  search: z.string().max(100).default(''),
  statuses: z.array(z.enum(topUpStatuses)).default([]),
  from: localDate,
  until: localDate,
  /** The operator's time zone for the days. */
  timeZone: z.string(),
  after: z.string().optional(),
  before: z.string().optional(),
});
export type TopUpListQuery = z.input<typeof TopUpListQuery>;
type Parsed = z.output<typeof TopUpListQuery>;

export type TopUpListItem = {
  id: string;
  customerId: number;
  customerName: string;
  /** Minor units of `currency`. */
  amountMinor: bigint;
  /** Fee kept by Stripe; null while unknown. */
  feeMinor: bigint | null;
  currency: string;
  status: TopUpStatus;
  parkReason: ParkReason | null;
  receiptNumber: number | null;
  /** Clawed back from the wallet by refunds and disputes, in minor units of `currency`. */
  clawedMinor: bigint;
  /** Refunded at Stripe, or about to be, in the currency of the payment. */
  refunded: { minor: bigint; currency: string };
  /** True if Stripe refunded an amount other than the one clawed back for it. */
  isRefundedOtherwise: boolean;
  createdAt: Date;
  paidAt: Date | null;
};

/** Lists every customer's top-ups, newest first, at most 50 a page. */
export async function listAllTopUps(ctx: Ctx, input: TopUpListQuery): Promise<Page<TopUpListItem>> {
  requireStaff(ctx, 'payments.read');
  return readPage(ctx, TopUpListQuery.parse(input), PAGE_ROWS_MAX);
}

const EXPORT_CHUNK = 500;

/** Streams every matching top-up in list order, in chunks, so that memory use stays constant. */
export async function* streamTopUps(
  ctx: Ctx,
  input: TopUpListQuery,
): AsyncGenerator<TopUpListItem> {
  requireStaff(ctx, 'payments.read');
  requireStaff(ctx, 'export');
  let query: Parsed = { ...TopUpListQuery.parse(input), after: undefined, before: undefined };
  for (;;) {
    const page = await readPage(ctx, query, EXPORT_CHUNK);
    yield* page.rows;
    if (page.next === undefined) return;
    query = { ...query, after: page.next };
  }
}

async function readPage(ctx: Ctx, query: Parsed, limit: number): Promise<Page<TopUpListItem>> {
  const isBack = readCursor(query.before) !== null;
  const order = isBack ? sql`t.created_at asc, t.id asc` : sql`t.created_at desc, t.id desc`;
  const rows = await readDb(ctx).execute<Row>(sql`
    ${hitsOf(query)}
    select t.id, t.customer_id::int as customer_id, c.name as customer_name, t.status, t.currency,
      t.amount_minor::text as amount, t.fee_minor::text as fee, t.park_reason, t.receipt_number,
      t.created_at, t.paid_at, t.created_at::text || ' ' || t.id as place,
      coalesce(t.arrived_currency, t.currency) as refund_currency, r.refunded::text as refunded,
      r.clawed::text as refund_clawed,
      (r.clawed + (select coalesce(sum(withdrawn_minor - reinstated_minor), 0)
           from top_up_disputes where top_up_id = t.id))::text as clawed
    from top_ups t join customers c on c.id = t.customer_id
    cross join lateral (
      select coalesce(sum(amount_minor) filter (where status <> 'failed'), 0) as refunded,
        coalesce(sum(clawed_minor - returned_minor), 0) as clawed
      from top_up_refunds where top_up_id = t.id) r
    where ${conditionsOf(query)}
    order by ${order} limit ${limit + 1}`);
  const page = pageOf([...rows], {
    limit,
    paging: query,
    // Ids are not numeric here, so the whole position is the cursor's value.
    cursorOf: (row) => ({ value: row.place, id: '0' }),
  });
  return { ...page, rows: page.rows.map(toItem) };
}

function hitsOf(query: Parsed): SQL {
  const plan = customerPlan(query);
  return plan === null ? sql`` : sql`with hits as materialized (${matchingCustomers(plan)})`;
}

/** As staff say it or as it is printed: `receipt 12`, `R-000012`. */
const RECEIPT_SEARCH = /^(?:receipt\s*#?|R-)(\d{1,9})$/i;

function customerPlan({ search }: Parsed) {
  const text = search.trim();
  return isUuid(text) || RECEIPT_SEARCH.test(text) ? null : planSearch(text);
}

function conditionsOf(query: Parsed): SQL {
  const { statuses, from, until, timeZone } = query;
  const search = query.search.trim();
  const receipt = RECEIPT_SEARCH.exec(search)?.[1];
  const conditions: SQL[] = [placeOf(query)];
  if (isUuid(search)) conditions.push(sql`t.id = ${search}::uuid`);
  if (receipt !== undefined) conditions.push(sql`t.receipt_number = ${Number(receipt)}`);
  if (customerPlan(query)) conditions.push(sql`t.customer_id in (select customer_id from hits)`);
  if (statuses.length > 0) conditions.push(sql`t.status in ${statuses}`);
  const dayStart = (day: string) =>
    sql`${startOfLocalDay(day, timeZone).toISOString()}::timestamptz`;
  if (from !== undefined) conditions.push(sql`t.created_at >= ${dayStart(from)}`);
  if (until !== undefined) conditions.push(sql`t.created_at < ${dayStart(addDays(until, 1))}`);
  return sql.join(conditions, sql` and `);
}

/** A malformed cursor shows the first page. */
function placeOf(query: Parsed): SQL {
  const back = readCursor(query.before);
  const cursor = back ?? readCursor(query.after);
  const [, at, id] = /^(.{10,40}) (\S{36})$/.exec(cursor?.value ?? '') ?? [];
  if (at === undefined || id === undefined || !isUuid(id) || Number.isNaN(Date.parse(at))) {
    return sql`true`;
  }
  return sql`(t.created_at, t.id) ${back ? sql`>` : sql`<`} (${at}::timestamptz, ${id}::uuid)`;
}

type Row = {
  id: string;
  customer_id: number;
  customer_name: string;
  status: TopUpStatus;
  currency: string;
  amount: string;
  fee: string | null;
  park_reason: ParkReason | null;
  receipt_number: number | null;
  created_at: string;
  paid_at: string | null;
  clawed: string;
  refunded: string;
  refund_clawed: string;
  refund_currency: string;
  place: string;
};

function toItem(row: Row): TopUpListItem {
  return {
    id: row.id,
    customerId: row.customer_id,
    customerName: row.customer_name,
    amountMinor: BigInt(row.amount),
    feeMinor: row.fee === null ? null : BigInt(row.fee),
    currency: row.currency,
    status: row.status,
    parkReason: row.park_reason,
    receiptNumber: row.receipt_number,
    clawedMinor: BigInt(row.clawed),
    refunded: { minor: BigInt(row.refunded), currency: row.refund_currency },
    isRefundedOtherwise: isRefundedOtherwise(row),
    createdAt: new Date(row.created_at),
    paidAt: row.paid_at === null ? null : new Date(row.paid_at),
  };
}

/** A parked payment was never in the wallet, and may be in another currency. */
function isRefundedOtherwise(row: Row): boolean {
  const isOther = row.refunded !== row.refund_clawed || row.refund_currency !== row.currency;
  return row.refunded !== '0' && isOther;
}
