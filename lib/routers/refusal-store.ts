import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { holdBit } from '@/lib/kit/words';

const columnOf = (values: readonly (number | bigint)[]) => sql.param(values.map(String));

/** Lists those of the services that are held because their router refused them. */
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
 * Lists those of the plans that are still at the refused version and that their router does not serve. Another process
 * may have changed or confirmed them since.
 */
export async function listNotServed(
  ctx: TxCtx,
  routerId: number,
  refused: readonly { serviceId: number; version: bigint }[],
): Promise<number[]> {
  if (refused.length === 0) return [];
  const rows = await ctx.tx.execute<{ id: number }>(sql`
    select s.id::int as id
    from unnest(${columnOf(refused.map(({ serviceId }) => serviceId))}::bigint[],
                ${columnOf(refused.map(({ version }) => version))}::bigint[]) as p(service_id, version)
    join services s on s.id = p.service_id and s.desired_version = p.version
    join catalog_items i on i.id = s.item_id and i.kind = 'internet'
    left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
    where s.router_id = ${routerId} and s.archived_at is null
      and s.holds & ${holdBit('router_refused')}::int = 0
      and not router_serves(st.applied_level, st.attempted_level)
    order by s.id`);
  return rows.map(({ id }) => id);
}
