import { type SQL, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';

/** Whether a router lacks a managed pool, has a different version of it, or still has a deleted one. */
export function isPoolDue(routerId: number | SQL): SQL {
  return sql`exists (
    select 1
    from (select * from ip_pools where router_id = ${routerId}) p
    full join (select * from router_pools where router_id = ${routerId}) r on r.pool_id = p.id
    where p.id is null or r.pool_id is null
      or (r.name, r.ranges)
        is distinct from (p.name, host(p.first_address) || '-' || host(p.last_address)))`;
}

export async function hasDuePools(ctx: Ctx, routerId: number): Promise<boolean> {
  const [row] = await readDb(ctx).execute<{ due: boolean }>(
    sql`select ${isPoolDue(routerId)} as due`,
  );
  return row?.due === true;
}
