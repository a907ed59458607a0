import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import { listPlanned } from '@/lib/calendar/lookups';
import type { Ctx } from '@/lib/context';
import type { ErrorKey } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import {
  holdBit,
  nextTermsKinds,
  type ScheduledChangeState,
  scheduledChangeKinds,
  scheduledChangeStates,
} from '@/lib/kit/words';
import { PAGE_ROWS_MAX, type Page, pageOf, planSearch, readCursor } from '@/lib/lists/rules';
import { listChargesIfCancelled } from '@/lib/orders/lookups/charge-if-cancelled';
import type { ShownCharge } from '@/lib/orders/shown-charge';
import { whyWaits } from '@/lib/services/lookups/why-waits';
import type { Conflict } from '@/lib/services/rules/conflict';
import { isNextTerms, type Planned, type PlannedTermsView } from '@/lib/services/rules/planned';
import { type ScheduledChange, unpackChange } from '@/lib/services/scheduled-change-input';
import { getSettings } from '@/lib/settings/get-settings';
import { isServiceMeant, matchingCustomers } from './quick-search';
import { listServiceNames, type ServiceNames } from './service-names';

export const ScheduledChangeQuery = z.object({
  search: z.string().default(''),
  /** Only changes of this service. */
  serviceId: z.number().int().positive().optional(),
  /** Empty means the changes still waiting for their day. */
  states: z.array(z.enum(scheduledChangeStates)).default([]),
  kinds: z.array(z.enum([...scheduledChangeKinds, ...nextTermsKinds])).default([]),
  direction: z.enum(['asc', 'desc']).default('asc'),
  after: z.string().optional(),
  before: z.string().optional(),
});
export type ScheduledChangeQuery = z.input<typeof ScheduledChangeQuery>;
type Parsed = z.output<typeof ScheduledChangeQuery>;

/** A change that waits for its day or for the end of a paid period, with its service. */
export type ScheduledChangeView = {
  /** Id of the row, unique across both kinds. */
  rowId: number;
  /** The moment at which it takes effect, in UTC to the microsecond: its place in the list. */
  happensAt: string;
  /** Null for a change that waits for the end of a paid period. */
  changeId: number | null;
  /** Business day of the moment at which it takes effect, 00:00 for a change planned for a day; null without one. */
  effectiveDate: string | null;
  change: ScheduledChange | PlannedTermsView;
  /** What keeps it from happening as things are, as on the page of its service. */
  blocked: Conflict | null;
  state: ScheduledChangeState;
  /** Why it could not be applied, or why it waits although its day has come. */
  failure: ErrorKey | null;
  createdAt: Date;
  /** When it was applied, cancelled or rejected. */
  settledAt: Date | null;
  byName: string | null;
  serviceId: number;
  itemName: string;
  login: string | null;
  customerId: number;
  customerName: string;
};

export type ScheduledChangePage = Page<ScheduledChangeView> & {
  names: ServiceNames;
  /** By service: what follows if its planned plan change is cancelled. */
  ifCancelled: Map<number, ShownCharge>;
};

/** Lists planned changes in the order in which they happen, one keyset page; cancelled and applied ones only on request. */
export async function listScheduledChanges(
  ctx: Ctx,
  input: ScheduledChangeQuery = {},
): Promise<ScheduledChangePage> {
  requireStaff(ctx, 'services.read');
  const query = withSoundCursor(ScheduledChangeQuery.parse(input));
  const rows = await readRows(ctx, query, await listMoved(ctx, query));
  const planned = await plannedOf(ctx, rows);
  const views = rows.flatMap((row) => toView(row, planned.get(row.serviceId) ?? []) ?? []);
  const page = pageOf(views, {
    limit: PAGE_ROWS_MAX,
    paging: query,
    cursorOf: (row) => ({ value: row.happensAt, id: String(row.rowId) }),
  });
  return {
    ...page,
    names: await listServiceNames(
      ctx,
      page.rows.map((row) => row.change),
    ),
    ifCancelled: await listChargesIfCancelled(
      ctx,
      page.rows.filter(({ change }) => change.kind === 'next_plan').map((row) => row.serviceId),
    ),
  };
}

type Row = Omit<ScheduledChangeView, 'change' | 'blocked' | 'createdAt' | 'settledAt'> & {
  effectiveDate: string;
  payload: unknown;
  createdAt: string;
  settledAt: string | null;
};

/**
 * Changes planned for a day and terms that wait for the end of a paid period, as one list. A period in its grace keeps
 * its terms, so new ones wait for the period after it. At one moment, changes planned for a day come first, as the
 * sweeps run. Terms whose day is not known come last: `UNDATED`.
 */
const everything = (timeZone: string, moved: Moved) => sql`
  select id * 2 as row_id, id as change_id, service_id, effective_date::timestamp at time zone ${timeZone} as happens_at,
         kind, payload, state, failure, created_at, settled_at, actor
  from scheduled_changes
  union all
  select s.id * 2 + 1, null, s.id, case when ${isUndated} then ${UNDATED}::timestamptz
           else coalesce((${moved}::jsonb ->> s.id::text)::timestamptz, case when c.in_grace then ${afterGrace} else c.next_due end)
             + interval '1 microsecond' end,
         case when v.item_id = s.item_id then 'next_terms' else 'next_plan' end, null, 'pending', null,
         coalesce(s.next_planned_at, s.updated_at), null, s.next_planned_by
  from services s
  join catalog_item_versions v on v.id = s.next_item_version_id
  join catalog_items i on i.id = s.item_id
  left join schedule c on c.service_id = s.id
  left join routers r on r.id = s.router_id
  where s.archived_at is null`;

const UNDATED = '9999-12-31T00:00:00Z';

/** The same as `waitOf` decides: the next payment waits. A test proves both equal. */
const isUndated = sql`(c.next_due is null or (s.holds & ${~holdBit('data_cap')}) <> 0 or (i.kind = 'internet'
  and (r.status = 'off' or (not router_takes(r.status, r.access_methods, s.access_method) and service_is_unserved(s.id)))))`;

/** Moments by service, as JSON. */
type Moved = string;

/**
 * Returns when the plans follow that were confirmed for the end of a period, and before which staff planned another plan
 * for a day: that may start a period of its own. Few services have both.
 */
async function listMoved(ctx: Ctx, { serviceId }: Parsed): Promise<Moved> {
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    select distinct s.id::int as id from scheduled_changes ch join services s on s.id = ch.service_id
    where ch.state = 'pending' and ch.kind = 'plan' and s.next_item_version_id is not null and s.archived_at is null
      ${serviceId === undefined ? sql`` : sql`and s.id = ${serviceId}`}`);
  const ids = rows.map(({ id }) => id);
  const planned = ids.length === 0 ? new Map<number, Planned[]>() : await listPlanned(ctx, ids);
  const moments = [...planned].flatMap(([id, all]) => {
    const at = all.find(isNextTerms)?.at ?? null;
    return at === null ? [] : [[String(id), at.toISOString()] as const];
  });
  return JSON.stringify(Object.fromEntries(moments));
}

const afterGrace = sql`period_start(c.anchor_local, c.zone, c.interval_count, c.interval_unit, c.next_index + 1 - c.anchor_index)`;

async function readRows(ctx: Ctx, query: Parsed, moved: Moved): Promise<Row[]> {
  const isDown = (query.direction === 'desc') !== (readCursor(query.before) !== null);
  const towards = isDown ? sql`desc` : sql`asc`;
  const plan = planSearch(query.search);
  const hits = plan ? sql`hits as materialized (${matchingCustomers(plan)}),` : sql``;
  const meant = plan
    ? sql`s.customer_id in (select customer_id from hits) and ${isServiceMeant(plan)}`
    : sql`true`;
  const { timeZone } = await getSettings(ctx);
  const rows = await readDb(ctx).execute<Row>(sql`
    with ${hits} planned as (${everything(timeZone, moved)})
    select ch.row_id::int as "rowId", ch.change_id::int as "changeId",
           (ch.happens_at at time zone ${timeZone})::date::text as "effectiveDate",
           to_char(ch.happens_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "happensAt",
           ch.payload, ch.state, ${failureOn(localDateOf(ctx.now, timeZone), timeZone)} as failure, ch.created_at as "createdAt", ch.settled_at as "settledAt",
           u.name as "byName", s.id::int as "serviceId", i.name as "itemName", s.login,
           c.id::int as "customerId", c.name as "customerName"
    from planned ch
    join services s on s.id = ch.service_id
    join catalog_items i on i.id = s.item_id
    join customers c on c.id = s.customer_id
    left join users u on ch.actor = u.kind || ':' || u.id
    where ${conditionsOf(query)} and ${meant} and ${placeOf(query, isDown)}
    order by ch.happens_at ${towards}, ch.row_id ${towards} limit ${PAGE_ROWS_MAX + 1}`);
  return [...rows];
}

/** The reason kept with a failed change; for one that is due and waits, the reason why. */
function failureOn(today: string, timeZone: string): SQL {
  const waits = whyWaits({ kind: sql`ch.kind`, serviceId: sql`ch.service_id` }, today);
  return sql`case when ch.state = 'pending' and ch.change_id is not null and (ch.happens_at at time zone ${timeZone})::date <= ${today}
    then ${waits} else ch.failure end`;
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
  return sql`(ch.happens_at, ch.row_id) ${side} (${cursor.value}::timestamptz, ${cursor.id}::bigint)`;
}

/** What `happensAt` is written as. */
const MOMENT = z.iso.datetime({ precision: 6 });

/** A cursor whose value is not a moment shows the first page, like any broken URL. */
function withSoundCursor(query: Parsed): Parsed {
  const cursor = readCursor(query.before) ?? readCursor(query.after);
  if (!cursor || MOMENT.safeParse(cursor.value).success) return query;
  return { ...query, after: undefined, before: undefined };
}

/** What the pages of these services list, for the rows that still wait. */
async function plannedOf(ctx: Ctx, rows: readonly Row[]): Promise<Map<number, Planned[]>> {
  const waiting = rows.filter(({ state }) => state === 'pending');
  const ids = [...new Set(waiting.map(({ serviceId }) => serviceId))];
  return ids.length === 0 ? new Map() : listPlanned(ctx, ids);
}

/** Null for a row that was applied or cancelled while the list was read. */
function toView(
  { payload, createdAt, settledAt, effectiveDate, ...row }: Row,
  planned: readonly Planned[],
): ScheduledChangeView | null {
  const { changeId } = row;
  const next = planned.find(isNextTerms);
  const own = planned.find((one) => one.kind === 'change' && one.changeId === changeId);
  const change = changeId === null ? next : unpackChange(payload);
  if (!change) return null;
  const listed = changeId === null ? next : own;
  return {
    ...row,
    change,
    blocked: listed !== undefined && 'blocked' in listed ? listed.blocked : null,
    effectiveDate: changeId === null && next?.at == null ? null : effectiveDate,
    createdAt: new Date(createdAt),
    settledAt: settledAt === null ? null : new Date(settledAt),
  };
}
