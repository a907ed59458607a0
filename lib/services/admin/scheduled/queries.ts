import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { isServiceMeant, matchingCustomers } from '@/lib/customers/search/queries';
import { requireStaff } from '@/lib/identity/authorise';
import type { ErrorKey } from '@/lib/kit/errors';
import { isLocalDate } from '@/lib/kit/time';
import {
  type ScheduledChangeState,
  scheduledChangeKinds,
  scheduledChangeStates,
} from '@/lib/kit/words';
import { type Page, pageOf, pageRowsMax, planSearch, readCursor } from '@/lib/lists/rules';
import { type ScheduledChange, unpackChange } from '../../scheduled-change-input';
import { listServiceNames, type ServiceNames } from '../names/queries';

export const ScheduledChangeQuery = z.object({
  search: z.string().default(''),
  /** Only of this service. */
  serviceId: z.number().int().positive().optional(),
  /** Without any, those that wait for their day. */
  states: z.array(z.enum(scheduledChangeStates)).default([]),
  kinds: z.array(z.enum(scheduledChangeKinds)).default([]),
  direction: z.enum(['asc', 'desc']).default('asc'),
  after: z.string().optional(),
  before: z.string().optional(),
});
export type ScheduledChangeQuery = z.input<typeof ScheduledChangeQuery>;
type Parsed = z.output<typeof ScheduledChangeQuery>;

/** A change planned for a day, with the service it is for. */
export type ScheduledChangeView = {
  changeId: number;
  /** Business day; it takes effect at 00:00. */
  effectiveDate: string;
  change: ScheduledChange;
  state: ScheduledChangeState;
  /** Why it could not happen. */
  failure: ErrorKey | null;
  createdAt: Date;
  /** When it was applied, cancelled or refused. */
  settledAt: Date | null;
  byName: string | null;
  serviceId: number;
  itemName: string;
  login: string | null;
  customerId: number;
  customerName: string;
};

export type ScheduledChangePage = Page<ScheduledChangeView> & { names: ServiceNames };

/** Planned changes by day, one keyset page; what was cancelled or done only when asked for. */
export async function listScheduledChanges(
  ctx: Ctx,
  input: ScheduledChangeQuery = {},
): Promise<ScheduledChangePage> {
  requireStaff(ctx, 'services.read');
  const query = withSoundCursor(ScheduledChangeQuery.parse(input));
  const rows = await readRows(ctx, query);
  const page = pageOf(rows.map(toView), {
    limit: pageRowsMax,
    paging: query,
    cursorOf: (row) => ({ value: row.effectiveDate, id: String(row.changeId) }),
  });
  return {
    ...page,
    names: await listServiceNames(
      ctx,
      page.rows.map((row) => row.change),
    ),
  };
}

type Row = Omit<ScheduledChangeView, 'change' | 'createdAt' | 'settledAt'> & {
  payload: unknown;
  createdAt: string;
  settledAt: string | null;
};

async function readRows(ctx: Ctx, query: Parsed): Promise<Row[]> {
  const isDown = (query.direction === 'desc') !== (readCursor(query.before) !== null);
  const towards = isDown ? sql`desc` : sql`asc`;
  const plan = planSearch(query.search);
  const hits = plan ? sql`with hits as materialized (${matchingCustomers(plan)})` : sql``;
  const meant = plan
    ? sql`ch.customer_id in (select customer_id from hits) and ${isServiceMeant(plan)}`
    : sql`true`;
  const rows = await readDb(ctx).execute<Row>(sql`
    ${hits}
    select ch.id::int as "changeId", ch.effective_date::text as "effectiveDate", ch.payload, ch.state,
           ch.failure, ch.created_at as "createdAt", ch.settled_at as "settledAt", u.name as "byName",
           s.id::int as "serviceId", i.name as "itemName", s.login,
           c.id::int as "customerId", c.name as "customerName"
    from scheduled_changes ch
    join services s on s.id = ch.service_id
    join catalog_items i on i.id = s.item_id
    join customers c on c.id = ch.customer_id
    left join users u on ch.actor = u.kind || ':' || u.id
    where ${conditionsOf(query)} and ${meant} and ${placeOf(query, isDown)}
    order by ch.effective_date ${towards}, ch.id ${towards} limit ${pageRowsMax + 1}`);
  return [...rows];
}

function conditionsOf({ states, kinds, serviceId }: Parsed): SQL {
  const conditions = [sql`ch.state in ${states.length > 0 ? states : ['pending']}`];
  if (kinds.length > 0) conditions.push(sql`ch.kind in ${kinds}`);
  if (serviceId !== undefined) conditions.push(sql`ch.service_id = ${serviceId}`);
  return sql.join(conditions, sql` and `);
}

function placeOf(query: Parsed, isDown: boolean): SQL {
  const cursor = readCursor(query.before) ?? readCursor(query.after);
  if (!cursor) return sql`true`;
  const side = isDown ? sql`<` : sql`>`;
  return sql`(ch.effective_date, ch.id) ${side} (${cursor.value}::date, ${cursor.id}::bigint)`;
}

/** A cursor whose value is no day shows the first page, as any broken address does. */
function withSoundCursor(query: Parsed): Parsed {
  const cursor = readCursor(query.before) ?? readCursor(query.after);
  if (!cursor || isLocalDate(cursor.value)) return query;
  return { ...query, after: undefined, before: undefined };
}

function toView({ payload, createdAt, settledAt, ...row }: Row): ScheduledChangeView {
  return {
    ...row,
    change: unpackChange(payload),
    createdAt: new Date(createdAt),
    settledAt: settledAt === null ? null : new Date(settledAt),
  };
}
