import { type SQL, sql } from 'drizzle-orm';
import { apart, readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { accessMethods, holdBit } from '@/lib/kit/words';
import { acceptService } from '@/lib/lifecycle/accept-service';
import { connectWaiting } from '@/lib/lifecycle/connect-waiting';
import { endPause } from '@/lib/lifecycle/end-pause';
import { announceDiscounts } from '@/lib/recurrence/announce-discounts';
import { doOrPark } from '@/lib/recurrence/park-service';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { liftHolds } from '@/lib/services/lift-holds';
import { lockService } from '@/lib/services/lock-service';
import { isPastItsEnd } from '@/lib/services/lookups/calendar-first';
import { setHolds } from '@/lib/services/set-holds';
import { getSettings } from '@/lib/settings/get-settings';

export type DateSweep = {
  started: number;
  resumed: number;
  ended: number;
  /**
   * Services switched on while their router was being taken out of service: neither transaction saw the
   * other.
   */
  disconnected: number;
  /**
   * Services that can connect but were still held: a command has fixed them, or their router now serves them.
   */
  connected: number;
  /** Services held as refused although their router serves them, or although nothing waits for their router. */
  accepted: number;
  more: boolean;
};

const PER_KIND = 500;

/**
 * Applies dates to services: at 00:00 of the start date it lifts `not_started`, on the day a pause ends it
 * lifts `paused`, and on the day after the end date it adds `ended`, all in the operator's time zone. A discount that begins
 * has credit tried again. Also
 * adds and lifts `not_connected`, and lifts `router_refused`, where no other command did. Idempotent: late or duplicate runs find nothing
 * to do. Each service has its own transaction; a service that fails is parked.
 */
export async function sweepServiceDates(ctx: Ctx): Promise<DateSweep> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const { timeZone } = await getSettings(ctx);
  const today = localDateOf(ctx.now, timeZone);
  const starting = await due(
    ctx,
    sql`
    select s.id::int as id from service_holds h join services s on s.id = h.service_id
    where h.reason = 'not_started' and s.archived_at is null and s.start_date <= ${today}
      and not exists (select 1 from parked_services p where p.service_id = s.id)
    order by s.start_date, s.id limit ${PER_KIND}`,
  );
  const resuming = await due(
    ctx,
    sql`
    select service_id::int as id from service_holds
    where reason = 'paused' and until is not null and until <= ${today}
      and not exists (select 1 from parked_services p where p.service_id = service_holds.service_id)
    order by until, service_id limit ${PER_KIND}`,
  );
  const ending = await due(
    ctx,
    sql`
    select id::int as id from services
    where ${isPastItsEnd({ today, timeZone })}
    order by end_date, id limit ${PER_KIND}`,
  );
  const disconnecting = await due(ctx, unserved(ctx.now));
  await eachApart(ctx, disconnecting, disconnectService);
  const connecting = await connectWaiting(ctx);
  const accepting = await due(ctx, accepted());
  await eachApart(ctx, accepting, acceptService);
  await eachApart(ctx, starting, startService);
  await eachApart(ctx, resuming, endPause);
  await eachApart(ctx, ending, endService);
  await announceDiscounts(ctx, today);
  return {
    started: starting.length,
    resumed: resuming.length,
    ended: ending.length,
    disconnected: disconnecting.length,
    connected: connecting.connected,
    accepted: accepting.length,
    more:
      connecting.more ||
      [starting, resuming, ending, disconnecting, accepting].some(
        (list) => list.length === PER_KIND,
      ),
  };
}

async function eachApart(
  ctx: Ctx,
  serviceIds: readonly number[],
  act: (ctx: TxCtx, serviceId: number) => Promise<unknown>,
): Promise<void> {
  for (const serviceId of serviceIds) {
    await doOrPark(ctx, { serviceId, job: 'sweep-service-dates' }, () =>
      apart(ctx, (tctx) => act(tctx, serviceId)),
    );
  }
}

async function due(ctx: Ctx, query: ReturnType<typeof sql>): Promise<number[]> {
  const rows = await readDb(ctx).execute<{ id: number }>(query);
  return rows.map((row) => row.id);
}

async function startService(ctx: TxCtx, serviceId: number): Promise<void> {
  const lifted = await liftHolds(ctx, { serviceIds: [serviceId], reason: 'not_started' });
  await startOwedPeriods(ctx, lifted);
}

async function endService(ctx: TxCtx, serviceId: number): Promise<void> {
  await setHolds(ctx, { serviceIds: [serviceId], reason: 'ended' });
}

/**
 * An access method is removed from a router by hand, so anything missed then is found well within this time.
 */
const METHOD_CHANGE_DAYS = 7;

/**
 * Finds running services that no router accepts or serves. Starts from the few routers that do not accept
 * every method, then uses the index on services; the planner alone would scan all services.
 */
function unserved(now: Date): SQL {
  return sql`
    select s.id::int as id
    from routers r
    cross join lateral (
      select * from services where router_id = r.id and archived_at is null offset 0
    ) s
    join catalog_items i on i.id = s.item_id and i.kind = 'internet'
    left join service_router_states st on st.service_id = s.id and st.router_id = r.id
    where (not router_is_taking(r.status) or not r.access_methods @> ${sql.param([...accessMethods])}::text[]
        and r.updated_at > ${now.toISOString()}::timestamptz - make_interval(days => ${METHOD_CHANGE_DAYS}))
      and s.holds & ${holdBit('not_connected')} = 0 and not service_is_off(s.holds)
      and not router_takes(r.status, r.access_methods, s.access_method)
      and not service_is_served(r.status, s.access_method, st.applied_level, st.attempted_level, st.applied_rows)
      and not exists (select 1 from parked_services p where p.service_id = s.id)
    order by s.id limit ${PER_KIND}`;
}

/**
 * Finds services that were refused and that no push will let on: their router confirmed them in a transaction that did
 * not see the hold yet, their item is no longer a plan, or they owe a charge before the router is asked again.
 */
function accepted(): SQL {
  return sql`
    select s.id::int as id
    from service_holds h join services s on s.id = h.service_id
    join catalog_items i on i.id = s.item_id
    left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
    where h.reason = 'router_refused' and s.archived_at is null
      and (i.kind <> 'internet' or s.holds & ${holdBit('unpaid') | holdBit('no_credit')}::int <> 0
        or coalesce(st.applied_version, 0) >= s.desired_version
          and router_serves(st.applied_level, st.attempted_level))
      and not exists (select 1 from parked_services p where p.service_id = s.id)
    order by s.id limit ${PER_KIND}`;
}

/** Fires the trigger that adds the hold: it runs on any update and reads its time from `netpurse.moment`. */
async function disconnectService(ctx: TxCtx, serviceId: number): Promise<void> {
  await lockService(ctx, serviceId);
  // The hold starts now: it is unknown since when the service was offline, so earlier time is not given back.
  await ctx.tx.execute(sql`select set_config('netpurse.moment', ${ctx.now.toISOString()}, true)`);
  await ctx.tx.execute(sql`update services set updated_at = updated_at where id = ${serviceId}`);
}
