import { type SQL, sql } from 'drizzle-orm';
import { inRehearsal } from '@/db/rehearsal';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { ActorlessCtx, Ctx, TxCtx } from '@/lib/context';
import { addDays, localDateOf } from '@/lib/kit/time';
import { getSettings } from '@/lib/settings/get-settings';
import { playDays } from './play-days';
import {
  type ForecastDay,
  type ForecastMeasure,
  type ForecastTotals,
  foldDays,
  type MeasureRow,
  totalsOf,
} from './rules';
import { forecastWorld } from './world';

const FORECAST_DAYS_MAX = 90;
/** Time limit of a forecast a user waits for; it ends after the day in progress. */
export const FORECAST_SECONDS_ON_PAGE = 60;
const WITHHELD_LISTED = 50;
/**
 * Maximum wait for another user's forecast to finish: forecasts run one at a time because each loads the
 * database.
 */
const TURN_TIMEOUT_SECONDS = 20;

type AskForecast = {
  /** 1 means today only. */
  days: number;
  /** Limits the forecast to services of this site; null includes all. */
  siteId?: number | null;
  /** Ends the forecast after the day in progress. */
  signal?: AbortSignal;
};

type WithheldView = {
  serviceId: number;
  customerId: number;
  customerName: string;
  itemName: string;
  /** Start of the withheld period. */
  at: Date;
  priceMinor: bigint;
  balanceMinor: bigint;
};

export type Forecast = {
  /** Complete days starting today; fewer than requested if time ran out. */
  days: ForecastDay[];
  totals: ForecastTotals;
  isComplete: boolean;
  /** Number of services in the forecast. */
  services: number;
  /** The first services whose renewal is withheld for lack of credit. */
  withheld: WithheldView[];
};

/**
 * Predicts the sweeps' results for the coming days, assuming no payments, purchases or usage: runs the real
 * sweeps on a copy that is then discarded (docs/decisions/0016). Changes nothing and blocks nobody. Forecasts
 * run one at a time; returns `busy` if the wait for a turn times out.
 * @throws DomainError `forbidden`
 */
export async function getForecast(ctx: Ctx, ask: AskForecast): Promise<Forecast | 'busy'> {
  requireStaff(ctx, 'payments.read');
  const { days: count, siteId = null, signal } = ask;
  const { timeZone: zone } = await getSettings(ctx);
  const today = localDateOf(ctx.now, zone);
  const asked = Math.min(Math.max(1, Math.trunc(count)), FORECAST_DAYS_MAX);
  const days = Array.from({ length: asked }, (_, index) => addDays(today, index));
  return inRehearsal(
    forecastWorld({ now: ctx.now, siteId }),
    async (step) => {
      const play: Ctx = { actor: { kind: 'system', job: 'forecast' }, now: ctx.now };
      const played = await playDays({ ctx: play, step, days, zone, signal });
      const read = { from: ctx.now, zone, siteId };
      return step((tx) => tellDays({ ...play, tx }, { ...read, days, played }));
    },
    { queue: 'forecast', seconds: TURN_TIMEOUT_SECONDS },
  );
}

async function tellDays(
  ctx: TxCtx,
  { days, played, ...read }: Happened & { days: readonly string[]; played: number },
): Promise<Forecast> {
  const whole = foldDays(days.slice(0, played), await listMeasures(ctx, read));
  return {
    days: whole,
    totals: totalsOf(whole),
    isComplete: played === days.length,
    services: await countServices(ctx, read.siteId),
    withheld: await listWithheld(ctx, { ...read, until: whole.at(-1)?.day ?? '' }),
  };
}

type Happened = { from: Date; zone: string; siteId: number | null };

/** Counts what happened since `from`, by day; works on the copy and on the real tables alike. */
export async function listMeasures(
  ctx: ActorlessCtx,
  { from, zone, siteId }: Happened,
): Promise<MeasureRow[]> {
  const since = sql`>= ${from.toISOString()}::timestamptz`;
  const rows = await readDb(ctx).execute<{
    day: string;
    measure: ForecastMeasure;
    count: number;
    amount: string;
  }>(sql`
    select (at at time zone ${zone})::date::text as day, measure, count(distinct mark)::int as count, sum(amount)::text as amount
    from (
      select service_id, decided_at as at, case outcome when 'allocated' then 'renewed' else outcome end as measure,
             service_id || ':' || index as mark, price_minor as amount
      from periods where decided_at ${since}
      union all
      select t.service_id, t.at,
             case when t.credit_account_id = t.customer_account_id then 'refunded'
                  when a.kind = 'postpaid' then 'invoiced' else 'charged' end,
             t.cause_key, t.amount_minor
      from transfers t join accounts a on a.id = t.customer_account_id
      where t.at ${since} and (t.debit_account_id = t.customer_account_id or t.kind = 'plan_change_refund')
      union all
      select service_id, at, case action when 'hold_lifted' then 'resumed' else 'ended' end, id::text, 0
      from service_history
      where at ${since} and ((action = 'hold_set' and hold = 'ended') or action = 'archived'
        or (action = 'hold_lifted' and hold = 'paused'))
      union all
      select service_id, expires_at, 'expiring', id::text, granted_bytes - used_bytes
      from allocations
      where expires_at > ${from.toISOString()}::timestamptz and created_at <= ${from.toISOString()}::timestamptz
        and used_bytes < granted_bytes
      union all
      select service_id, settled_at, 'change_' || state, id::text, 0
      from scheduled_changes where settled_at ${since} and state in ('applied', 'failed')
      union all
      select service_id, parked_at, 'parked', service_id::text, 0 from parked_services where parked_at ${since}
    ) happening
    where ${ofSite('service_id', siteId)}
    group by 1, 2`);
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

function ofSite(column: string, siteId: number | null): SQL {
  return siteId === null
    ? sql`true`
    : sql`${sql.identifier(column)} in (select id from services where site_id = ${siteId})`;
}

async function countServices(ctx: TxCtx, siteId: number | null): Promise<number> {
  const [row] = await ctx.tx.execute<{ count: number }>(
    sql`select count(*)::int as count from services where ${ofSite('id', siteId)}`,
  );
  return row?.count ?? 0;
}

async function listWithheld(
  ctx: TxCtx,
  { from, siteId, until, zone }: Happened & { until: string },
): Promise<WithheldView[]> {
  const rows = await ctx.tx.execute<
    Omit<WithheldView, 'at' | 'priceMinor' | 'balanceMinor'> & {
      at: string;
      price: string;
      balance: string;
    }
  >(sql`
    select p.service_id::int as "serviceId", p.customer_id::int as "customerId", c.name as "customerName",
           i.name as "itemName", p.starts_at as at, p.price_minor::text as price,
           coalesce(p.balance_seen_minor, 0)::text as balance
    from periods p
    -- The copy holds only those with a planned change.
    join public.customers c on c.id = p.customer_id
    join services s on s.id = p.service_id join catalog_items i on i.id = s.item_id
    where p.outcome = 'withheld' and p.decided_at >= ${from.toISOString()}::timestamptz
      and (p.decided_at at time zone ${zone})::date::text <= ${until} and ${ofSite('service_id', siteId)}
    order by p.starts_at, p.service_id limit ${WITHHELD_LISTED}`);
  return rows.map(({ price, balance, at, ...row }) => ({
    ...row,
    at: new Date(at),
    priceMinor: BigInt(price),
    balanceMinor: BigInt(balance),
  }));
}
