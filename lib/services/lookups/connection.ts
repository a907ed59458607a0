import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { standing } from '../rules';
import type { ConnectionFacts } from '../rules/state-ahead';

/** Whether the router of a service can neither connect it now nor already serves it. Nothing is charged for it then. */
export async function isUnserved(ctx: ActorlessCtx, serviceId: number): Promise<boolean> {
  const [row] = await readDb(ctx).execute<{ is_unserved: boolean }>(
    sql`select service_is_unserved(${serviceId}) as is_unserved`,
  );
  return row?.is_unserved ?? false;
}

/** Whether nothing is pushed to the router of a service, because staff took it out of service. */
export async function isFrozen(ctx: ActorlessCtx, serviceId: number): Promise<boolean> {
  const [row] = await readDb(ctx).execute<{ is_frozen: boolean }>(
    sql`select service_is_frozen(${serviceId}) as is_frozen`,
  );
  return row?.is_frozen ?? false;
}

/**
 * Whether the router of a plan still serves it as before, although it should not: what the router confirmed last lets
 * the service online, and no lower level was tried since.
 */
export async function isStillServed(ctx: ActorlessCtx, serviceId: number): Promise<boolean> {
  const [row] = await readDb(ctx).execute<{ is_served: boolean }>(sql`
    select router_serves(st.applied_level, st.attempted_level) as is_served
    from services s join catalog_items i on i.id = s.item_id and i.kind = 'internet'
    join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
    where s.id = ${serviceId}`);
  return row?.is_served ?? false;
}

/** The facts beside their holds that decide when these services pay, by service. */
export async function listConnectionFacts(
  ctx: ActorlessCtx,
  serviceIds: readonly number[],
): Promise<Map<number, ConnectionFacts>> {
  if (serviceIds.length === 0) return new Map();
  const rows = await readDb(ctx).execute<ConnectionRow>(sql`
    select s.id::int as id, service_is_unserved(s.id) as unserved, service_is_frozen(s.id) as frozen,
      service_router_is_away(s.id) as away,
      ${isSpent} as spent
    from services s left join schedule c on c.service_id = s.id
    where s.id in ${[...serviceIds]}`);
  return new Map(
    rows.map(({ id, unserved, frozen, away, spent }) => [
      id,
      { isUnserved: unserved, isFrozen: frozen, isRouterAway: away, isSpent: spent },
    ]),
  );
}

type ConnectionRow = {
  id: number;
  unserved: boolean;
  frozen: boolean;
  away: boolean;
  spent: boolean;
};

/**
 * Whether the service `s` with the schedule `c` has no paid time left: its period ended before it stood still, is in
 * its grace, or was the last one. A service that is charged only once keeps what was paid.
 */
const isSpent = sql`(s.interval_count is not null and (c.service_id is null or c.in_grace or coalesce(c.next_due <= (
  select min(h.since) from service_holds h where h.service_id = s.id and h.reason in ${standing}), false)))`;
