import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { refuseField } from '@/lib/kit/errors';
import { findPoolFill } from './lookups';
import type { PoolView } from './pool-view';
import { getPoolRow, shareAddressPlan } from './store';

/**
 * Refuses a pool of another router, whose name the service's router would not know, and a pool without a free
 * address. Locks the pool until the transaction ends. The caller has authorised.
 * @throws DomainError `not-found` | `invalid-input` at `ipv4PoolId`
 */
export async function requirePoolOfRouter(
  ctx: TxCtx,
  { poolId, routerId, serviceId }: PoolWish,
): Promise<void> {
  await shareAddressPlan(ctx);
  const row = await getPoolRow(ctx, poolId);
  if (row.routerId !== routerId)
    refuseField('ipv4PoolId', 'pool_on_other_router', { pool: row.name });
  const pool = await findPoolFill(ctx, poolId);
  if (pool?.fill !== 'exhausted' || (await isCountedIn(ctx, pool, serviceId))) return;
  const { name, services, size } = pool;
  refuseField('ipv4PoolId', 'pool_exhausted', { pool: name, services, size });
}

type PoolWish = { poolId: number; routerId: number | null; serviceId: number | null };

/** A service that already uses the pool needs no further address. */
async function isCountedIn(
  ctx: TxCtx,
  { poolId, routerId, takesAny }: PoolView,
  serviceId: number | null,
): Promise<boolean> {
  if (serviceId === null) return false;
  const rows = await ctx.tx.execute(sql`
    select 1 from services where id = ${serviceId} and archived_at is null and (ipv4_pool_id = ${poolId}
      or (${takesAny}::boolean and ipv4_mode = 'dynamic' and ipv4_pool_id is null and router_id = ${routerId}))`);
  return rows.length > 0;
}
