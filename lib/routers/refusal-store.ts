import { type SQL, sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { holdBit } from '@/lib/kit/words';
import { serviceLevels } from './rules/service-level';

const columnOf = (values: readonly (number | bigint)[]) => sql.param(values.map(String));

/** Lists those of the services that are held because their router did not let them online. */
export async function listHeldAsRefused(
  ctx: TxCtx,
  serviceIds: readonly number[],
): Promise<Set<number>> {
  if (serviceIds.length === 0) return new Set();
  const rows = await ctx.tx.execute<{ id: number }>(sql`
    select service_id::int as id from service_holds
    where reason = 'router_refused' and service_id = any(${columnOf(serviceIds)}::bigint[])`);
  return new Set(rows.map(({ id }) => id));
}

/**
 * Lists active plans that their router has not confirmed and does not serve, with their customers. Rows that staff
 * restored by an undo are their choice.
 */
export async function listUnreached(
  ctx: TxCtx,
  routerId: number,
  limit: number,
): Promise<{ serviceId: number; version: bigint; customerId: number }[]> {
  const rows = await ctx.tx.execute<{ id: number; version: string; customer: number }>(sql`
    select s.id::int as id, s.desired_version::text as version, s.customer_id::int as customer
    from services s join catalog_items i on i.id = s.item_id and i.kind = 'internet'
    left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
    where s.router_id = ${routerId} and s.status = 'active'
      and coalesce(st.applied_version, 0) < s.desired_version
      and st.failure is distinct from 'left_as_is'
      and not router_serves(st.applied_level, st.attempted_level)
    order by s.id limit ${limit}`);
  return rows.map(({ id, version, customer }) => ({
    ...{ serviceId: id, version: BigInt(version), customerId: customer },
  }));
}

/**
 * Lists those of the plans that are still at the pushed version and that their router does not serve, each with the
 * time since when that has been so. Another process may have changed or confirmed them since the push.
 */
export async function listNotServed(
  ctx: TxCtx,
  routerId: number,
  pushed: readonly { serviceId: number; version: bigint }[],
): Promise<Map<number, Date>> {
  if (pushed.length === 0) return new Map();
  const rows = await ctx.tx.execute<{ id: number; since: string }>(sql`
    select s.id::int as id, ${unservedSince(ctx.now)} as since
    from unnest(${columnOf(pushed.map(({ serviceId }) => serviceId))}::bigint[],
                ${columnOf(pushed.map(({ version }) => version))}::bigint[]) as p(service_id, version)
    join services s on s.id = p.service_id and s.desired_version = p.version
    join catalog_items i on i.id = s.item_id and i.kind = 'internet'
    join routers r on r.id = s.router_id
    left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
    where s.router_id = ${routerId} and s.archived_at is null
      and coalesce(st.applied_version, 0) < s.desired_version
      and s.holds & ${holdBit('router_refused')}::int = 0
      and not router_serves(st.applied_level, st.attempted_level)
    order by s.id`);
  return new Map(rows.map(({ id, since }) => [id, new Date(since)]));
}

/**
 * SQL: the time since when the service `s` should have been online without being served: the start of its period, or
 * its last change after that. If its router `r` served it in between, the time at which it was found not to any more
 * (by the failed push that missed its login, or a look that saw another router), never its first confirmation.
 */
function unservedSince(now: Date): SQL {
  const moment = sql`${now.toISOString()}::timestamptz`;
  return sql`least(${moment}, coalesce(greatest(
    (select max(h.at) from service_history h where h.service_id = s.id),
    (select p.starts_at from periods p where p.service_id = s.id order by p.index desc limit 1),
    case when st.applied_level >= ${serviceLevels.slow} then greatest(st.applied_at, r.unconfirmed_at,
      case when st.attempted_level = ${serviceLevels.absent} then st.failed_at end) end),
    ${moment}))`;
}
