import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { addDays, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { holdBit, type RouterFailure, type ServiceStatus } from '@/lib/kit/words';
import { listCoveredStarts } from '@/lib/recurrence/lookups/covered-starts';
import { getSettings } from '@/lib/settings/get-settings';

export type NotConnected = {
  /** Paid for, and missing only the connection. */
  paid: number;
  /** Nothing is charged yet, but the credit covers it: missing only the connection. */
  covered: number;
  /** Not connected or refused by their router, whatever other holds they have. */
  all: number;
  /** Those of all that their router refused. */
  refused: number;
};

/** The most services to price individually; staff who connect these see the next ones. */
const PRICED_MAX = 500;

/** Counts the plans that wait for staff to connect them, or for their router to accept them. */
export async function countNotConnected(ctx: Ctx): Promise<NotConnected> {
  requireStaff(ctx, 'services.read');
  const { timeZone } = await getSettings(ctx);
  const [row] = await readDb(ctx).execute<{ all: number; refused: number; running: number }>(sql`
    select count(*)::int as "all",
           count(*) filter (where s.holds & ${refused} <> 0)::int as refused,
           count(*) filter (where (${isRunning} or ${isEndedSince(timeZone)}) and ${isPaid})::int as running
    from ${waiting} where s.archived_at is null`);
  const { all, refused: refusedNow, running: paid } = row ?? { all: 0, refused: 0, running: 0 };
  return { all, refused: refusedNow, paid, covered: all === 0 ? 0 : await countCovered(ctx) };
}

const refused = sql.raw(String(holdBit('router_refused')));
const mine = sql.raw(String(holdBit('not_connected') | holdBit('router_refused')));
const unpaid = sql.raw(String(holdBit('unpaid')));
const unpaidOrShort = sql.raw(String(holdBit('unpaid') | holdBit('no_credit')));
const cap = sql.raw(String(holdBit('data_cap')));

/** Starts from the holds, because holds are few and services many. */
const waiting = sql`(select service_id, min(since) as since from service_holds
      where reason in ('not_connected', 'router_refused') group by service_id) h
    join services s on s.id = h.service_id left join schedule c on c.service_id = s.id`;

/** Only the connection, or data, is missing. */
const isRunning = sql`s.holds & ~(${mine} | ${cap}) = 0`;

/** The end date passed while the service was not connected; connecting moves the date, as `endStandstill` does. */
function isEndedSince(timeZone: string) {
  const ended = sql.raw(String(holdBit('ended')));
  return sql`(s.holds & ~(${mine} | ${ended} | ${cap}) = 0
    and (h.since at time zone ${timeZone})::date <= s.end_date)`;
}

/** The paid period stopped with the connection: it was neither in grace nor over at that time. */
const isPaid = sql`(s.interval_count is null or coalesce(not c.in_grace and c.next_due > h.since, false))`;

/** Counts services without a paid period whose charge the customer's credit covers. */
async function countCovered(ctx: Ctx): Promise<number> {
  const rows = await readDb(ctx).execute<{ id: number; available: string; is_first: boolean }>(sql`
    select s.id::int as id, (a.balance_minor - a.floor_minor)::text as available, s.holds & ${unpaid} <> 0 as is_first
    from ${waiting} join accounts a on a.customer_id = s.customer_id and a.kind = 'wallet'
    where s.archived_at is null and s.holds & ~(${mine} | ${cap} | ${unpaidOrShort}) = 0
      and (s.holds & ${unpaidOrShort} <> 0 or not ${isPaid})
    order by s.id limit ${PRICED_MAX}`);
  const covered = await listCoveredStarts(
    ctx,
    rows.map(({ id, available, is_first }) => ({
      ...{ serviceId: id, availableMinor: BigInt(available), isFirst: is_first },
    })),
  );
  return covered.length;
}

export type ServiceCounts = Record<Exclude<ServiceStatus, 'archived'>, number> & {
  /** Live services that their router has not confirmed yet, and those whose last push failed. */
  activating: number;
  failed: number;
};

/** Counts the services by state, in one pass over the live ones. */
export async function countServicesByState(ctx: Ctx): Promise<ServiceCounts> {
  requireStaff(ctx, 'services.read');
  const [row] = await readDb(ctx).execute<ServiceCounts>(sql`
    select count(*) filter (where s.status = 'active')::int as active,
      count(*) filter (where s.status = 'stopped')::int as stopped,
      count(*) filter (where s.status = 'disabled')::int as disabled,
      count(*) filter (where s.status = 'pending')::int as pending,
      count(*) filter (where d.is_due and rs.failure is null)::int as activating,
      count(*) filter (where d.is_due and rs.failure is not null)::int as failed
    from services s
    left join service_router_states rs on rs.service_id = s.id and rs.router_id = s.router_id
    cross join lateral (
      select s.router_id is not null and coalesce(rs.applied_version, 0) < s.desired_version as is_due) d
    where s.archived_at is null`);
  return row ?? { active: 0, stopped: 0, disabled: 0, pending: 0, activating: 0, failed: 0 };
}

const FAILURES_SHOWN_DAYS = 7;

/** Counts planned changes of the last seven days that could not be applied; the customer may rely on them. */
export async function countFailedChanges(ctx: Ctx): Promise<number> {
  requireStaff(ctx, 'services.read');
  const since = new Date(ctx.now.getTime() - FAILURES_SHOWN_DAYS * 86_400_000);
  const [row] = await readDb(ctx).execute<{ count: number }>(sql`
    select count(*)::int as count from scheduled_changes
    where state = 'failed' and settled_at >= ${since.toISOString()}::timestamptz`);
  return row?.count ?? 0;
}

export type MoneyToday = {
  /** Incoming credit: top-ups, cash, vouchers. Minor units. */
  creditedMinor: bigint;
  /** What customers spent less what plan changes gave back: periods, purchases, fees, tax. Negative if more came back. */
  spentMinor: bigint;
  /** Credited per day for the last seven business days, today last. */
  creditedByDayMinor: bigint[];
};

const DAYS_SHOWN = 7;

/** Returns the money of the operator's business day and of the days before it. */
export async function getMoneyToday(ctx: Ctx): Promise<MoneyToday> {
  requireStaff(ctx, 'payments.read');
  const { timeZone } = await getSettings(ctx);
  const today = localDateOf(ctx.now, timeZone);
  const days = Array.from({ length: DAYS_SHOWN }, (_, index) =>
    addDays(today, index + 1 - DAYS_SHOWN),
  );
  const from = startOfLocalDay(days[0] ?? today, timeZone);
  const rows = await readDb(ctx).execute<{ day: string; credited: string; spent: string }>(sql`
    select (at at time zone ${timeZone})::date::text as day,
      coalesce(sum(amount_minor) filter (where kind in ('top_up', 'cash', 'voucher')), 0)::text as credited,
      (coalesce(sum(amount_minor) filter (where kind in ('period', 'purchase', 'fee', 'tax')), 0)
        - coalesce(sum(amount_minor) filter (where kind = 'plan_change_refund'), 0))::text as spent
    from transfers where at >= ${from.toISOString()}::timestamptz group by 1`);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  return {
    creditedMinor: BigInt(byDay.get(today)?.credited ?? 0),
    spentMinor: BigInt(byDay.get(today)?.spent ?? 0),
    creditedByDayMinor: days.map((day) => BigInt(byDay.get(day)?.credited ?? 0)),
  };
}

export type DownRouter = {
  routerId: number;
  name: string;
  failure: RouterFailure | null;
  failingSince: Date | null;
  services: number;
};

/** Lists the routers that do not respond or reject us, longest first. */
export async function listDownRouters(ctx: Ctx): Promise<DownRouter[]> {
  requireStaff(ctx, 'routers.read');
  const rows = await readDb(ctx).execute<{
    id: number;
    name: string;
    failure: RouterFailure | null;
    failing_ms: string | null;
    services: number;
  }>(sql`
    select r.id::int as id, r.name, r.failure,
      (extract(epoch from r.failing_since) * 1000)::bigint::text as failing_ms,
      (select count(*)::int from services s where s.router_id = r.id and s.archived_at is null) as services
    from routers r where r.status <> 'off' and r.failure is not null order by r.failing_since nulls last, r.id limit 20`);
  return rows.map(({ id, failing_ms, ...row }) => ({
    ...row,
    routerId: id,
    failingSince: failing_ms === null ? null : new Date(Number(failing_ms)),
  }));
}

/** Lists the routers whose last look missed the firewall rules that hold stopped customers, with those customers' number. */
export async function listRoutersWithoutStopRules(
  ctx: Ctx,
): Promise<{ routerId: number; name: string; stopped: number }[]> {
  requireStaff(ctx, 'routers.read');
  const rows = await readDb(ctx).execute<{ routerId: number; name: string; stopped: number }>(sql`
    select r.id::int as "routerId", r.name, (select count(*)::int from services s
      where s.router_id = r.id and s.archived_at is null and s.status = 'stopped') as stopped
    from routers r where r.status <> 'off' and r.stop_rules = 'missing' order by r.id limit 20`);
  return [...rows];
}

/** Counts all customers, and those with an active status. */
export async function countCustomersByStatus(ctx: Ctx): Promise<{ active: number; all: number }> {
  requireStaff(ctx, 'customers.read');
  const [row] = await readDb(ctx).execute<{ active: number; all: number }>(sql`
    select count(*) filter (where status = 'active')::int as active, count(*)::int as "all"
    from customers where merged_into_id is null`);
  return row ?? { active: 0, all: 0 };
}
