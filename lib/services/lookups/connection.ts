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

/** The facts beside their holds that decide when these services pay, by service. */
export async function listConnectionFacts(
  ctx: ActorlessCtx,
  serviceIds: readonly number[],
): Promise<Map<number, ConnectionFacts>> {
  if (serviceIds.length === 0) return new Map();
  const rows = await readDb(ctx).execute<{ id: number; unserved: boolean; spent: boolean }>(sql`
    select s.id::int as id, service_is_unserved(s.id) as unserved, ${isSpent} as spent
    from services s left join schedule c on c.service_id = s.id
    where s.id in ${[...serviceIds]}`);
  return new Map(
    rows.map(({ id, unserved: isUnserved, spent }) => [id, { isUnserved, isSpent: spent }]),
  );
}

/**
 * Whether the service `s` with the schedule `c` has no paid time left: its period ended before it stood still, is in
 * its grace, or was the last one. A service that is charged only once keeps what was paid.
 */
const isSpent = sql`(s.interval_count is not null and (c.service_id is null or c.in_grace or coalesce(c.next_due <= (
  select min(h.since) from service_holds h where h.service_id = s.id and h.reason in ${standing}), false)))`;
