import { sql } from 'drizzle-orm';
import { apart, readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { holdBit, holdMask } from '@/lib/kit/words';
import { doOrPark } from '@/lib/recurrence/park-service';
import { connectService } from './connect-service';

const PER_CALL = 500;

/**
 * Lets services go on that have the means to connect and were not let go on: their router was put into service,
 * or offers their way of access now. In the order in which credit is spent, each in a transaction of its own.
 */
export async function connectWaiting(
  ctx: Ctx,
  { routerId = null }: { routerId?: number | null } = {},
): Promise<{ connected: number; more: boolean }> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const ready = await listReady(ctx, routerId);
  for (const serviceId of ready) {
    await doOrPark(ctx, { serviceId, job: 'sweep-service-dates' }, () =>
      apart(ctx, (tctx) => connectService(tctx, serviceId)),
    );
  }
  return { connected: ready.length, more: ready.length === PER_CALL };
}

/** From the holds, which are few. */
async function listReady(ctx: Ctx, routerId: number | null): Promise<number[]> {
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
          or service_is_served(r.status, s.access_method, st.applied_level, st.attempted_level, st.applied_rows))
        and (s.holds & ${holdBit('unpaid')} <> 0 or not exists (
          select 1 from services o where lower(o.login) = lower(s.login) and o.id <> s.id
            and o.archived_at is null and o.holds & ${sql.raw(String(holdMask('pending')))} = 0))))
      and not exists (select 1 from parked_services p where p.service_id = s.id)
    order by s.priority, s.id limit ${PER_CALL}`);
  return rows.map((row) => row.id);
}
