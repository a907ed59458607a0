import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { localDateOf } from '@/lib/kit/time';
import { holdBit, holdMask } from '@/lib/kit/words';
import { apart } from '@/lib/recurrence/apart';
import { doOrPark } from '@/lib/recurrence/park-service';
import { settleServices } from '@/lib/recurrence/settle-services';
import { getSettings } from '@/lib/settings/queries';
import { connectService } from './connect-service';
import { endPause } from './end-pause';
import { liftHolds } from './lift-holds';
import { setHolds } from './set-holds';
import { hasTimeToGetBack } from './standstill';

export type DateSweep = {
  started: number;
  resumed: number;
  ended: number;
  /** Had the means to connect, and were not let go on: commands do that, so it is normally none. */
  connected: number;
  more: boolean;
};

const perKind = 500;

/**
 * Lets the calendar act on services: 00:00 of the start date lifts `not_started`, the last day of a pause
 * lifts `paused`, the day after the end date puts `ended`; all in the operator's zone. Also lifts
 * `not_connected` where no command did. Late or doubled runs find nothing left to do. Each service has its
 * own transaction; one that fails is parked.
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
    order by s.start_date, s.id limit ${perKind}`,
  );
  const resuming = await due(
    ctx,
    sql`
    select service_id::int as id from service_holds
    where reason = 'paused' and until is not null and until <= ${today}
      and not exists (select 1 from parked_services p where p.service_id = service_holds.service_id)
    order by until, service_id limit ${perKind}`,
  );
  const ending = await due(
    ctx,
    sql`
    select id::int as id from services
    where archived_at is null and end_date < ${today} and holds & ${holdBit('ended')} = 0
      and not ${hasTimeToGetBack(timeZone)}
    order by end_date, id limit ${perKind}`,
  );
  const connecting = await due(
    ctx,
    sql`
    select s.id::int as id from service_holds h
    join services s on s.id = h.service_id join catalog_items i on i.id = s.item_id
    where h.reason = 'not_connected' and s.archived_at is null
      and (i.kind <> 'internet' or (
        service_has_means(s.router_id, s.access_method, s.login, s.ipv4_mode, s.mac_addresses)
        and (s.holds & ${holdBit('unpaid')} <> 0 or not exists (
          select 1 from services o where lower(o.login) = lower(s.login) and o.id <> s.id
            and o.archived_at is null and o.holds & ${sql.raw(String(holdMask('pending')))} = 0))))
      and not exists (select 1 from parked_services p where p.service_id = s.id)
    order by s.id limit ${perKind}`,
  );
  await eachApart(ctx, connecting, connectService);
  await eachApart(ctx, starting, startService);
  await eachApart(ctx, resuming, endPause);
  await eachApart(ctx, ending, endService);
  return {
    started: starting.length,
    resumed: resuming.length,
    ended: ending.length,
    connected: connecting.length,
    more: [starting, resuming, ending, connecting].some((list) => list.length === perKind),
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
  await settleServices(ctx, lifted);
}

async function endService(ctx: TxCtx, serviceId: number): Promise<void> {
  await setHolds(ctx, { serviceIds: [serviceId], reason: 'ended' });
}
