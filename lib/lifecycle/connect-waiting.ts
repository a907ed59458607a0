import { sql } from 'drizzle-orm';
import { readFault } from '@/db/read-fault';
import { apart, readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { offRouterMask } from '@/lib/kit/hold-masks';
import { logDefect } from '@/lib/kit/log';
import { holdBit } from '@/lib/kit/words';
import { doOrPark } from '@/lib/recurrence/park-service';
import { type Connection, connectService } from './connect-service';

const PER_CALL = 500;
/** How long one service may wait for a lock: briefly at first, because those behind it are not locked. */
const LOCK_MS = 30;
const LOCK_AGAIN_MS = 300;
/** PostgreSQL's `lock_not_available`, which is how a wait for a lock ends. */
const LOCKED = '55P03';

export type ConnectedWaiting = {
  connected: number;
  /** Parked for staff, because of a fault in their rows. */
  parked: number;
  /** Delayed by a transient fault; the next call retries them. */
  putOff: number;
  more: boolean;
};

/**
 * Connects services that can connect but are still held, because their router was put into service or now
 * offers their access method. Runs in spending order, each service in its own transaction; a failure does not
 * delay the others. After `forMs` milliseconds the rest is left to the next call.
 */
export async function connectWaiting(
  ctx: Ctx,
  {
    routerId = null,
    limit = PER_CALL,
    forMs = Number.POSITIVE_INFINITY,
  }: { routerId?: number | null; limit?: number; forMs?: number } = {},
): Promise<ConnectedWaiting> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const startedAt = performance.now();
  const isTimeUp = () => performance.now() - startedAt >= forMs;
  const ready = await listReady(ctx, routerId, limit);
  const outcomes = new Map<number, Outcome>();
  for (const serviceId of ready) {
    outcomes.set(serviceId, await tryToConnect(ctx, serviceId, LOCK_MS));
    if (isTimeUp()) break;
  }
  // A transient cause, such as the lock of a payment, is usually gone by now.
  for (const [serviceId, outcome] of outcomes) {
    if (isTimeUp()) break;
    if (outcome === 'put_off')
      outcomes.set(serviceId, await tryToConnect(ctx, serviceId, LOCK_AGAIN_MS));
  }
  const count = (kind: Outcome) => [...outcomes.values()].filter((one) => one === kind).length;
  const connected = count('connected');
  const isCutShort = outcomes.size < ready.length;
  const more = isCutShort || (ready.length === limit && connected > 0);
  return { connected, parked: count('parked'), putOff: count('put_off'), more };
}

type Outcome = Connection | 'parked' | 'put_off';

async function tryToConnect(ctx: Ctx, serviceId: number, lockMs: number): Promise<Outcome> {
  const job = 'sweep-service-dates';
  try {
    return await doOrPark(ctx, { serviceId, job }, () =>
      apart(ctx, async (tctx) => {
        await tctx.tx.execute(sql`select set_config('lock_timeout', ${`${lockMs}ms`}, true)`);
        return connectService(tctx, serviceId);
      }),
    );
  } catch (error) {
    const { isPassing, code } = readFault(error);
    if (!isPassing) throw error;
    if (code !== LOCKED) logDefect(error, { job, serviceId });
    return 'put_off';
  }
}

/** Starts from the holds, because there are few. */
async function listReady(ctx: Ctx, routerId: number | null, limit: number): Promise<number[]> {
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    select s.id::int as id from service_holds h
    join services s on s.id = h.service_id join catalog_items i on i.id = s.item_id
    left join routers r on r.id = s.router_id
    left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
    where h.reason = 'not_connected' and s.archived_at is null
      and (${routerId}::bigint is null or s.router_id = ${routerId}::bigint)
      and (i.kind <> 'internet' or (
        service_has_means(s.router_id, s.access_method, s.login, s.ipv4_mode, s.mac_addresses)
        and (router_takes(r.status, r.access_methods, s.access_method)
          or (service_is_served(r.status, s.access_method, st.applied_level, st.attempted_level, st.applied_rows)
            and not service_is_slowed_for_good(r.status, st.applied_level, st.attempted_level)))
        and (s.holds & ${holdBit('unpaid')} <> 0 or not exists (
          select 1 from services o where lower(o.login) = lower(s.login) and o.id <> s.id
            and o.archived_at is null and o.holds & ${sql.raw(String(offRouterMask()))} = 0))))
      and not exists (select 1 from parked_services p where p.service_id = s.id)
    order by s.priority, s.id limit ${limit}`);
  return rows.map((row) => row.id);
}
