import { sql } from 'drizzle-orm';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { selectPools } from '@/lib/network/lookups';
import type { PoolView } from '@/lib/network/pool-view';

/** Lists pools by router and range, all or those of one router. */
export async function listPools(ctx: Ctx, routerId: number | null = null): Promise<PoolView[]> {
  requireStaff(ctx, 'network.read');
  return selectPools(ctx, sql`${routerId}::bigint is null or p.router_id = ${routerId}::bigint`);
}

export async function getPool(ctx: Ctx, poolId: number): Promise<PoolView> {
  requireStaff(ctx, 'network.read');
  return found((await selectPools(ctx, sql`p.id = ${poolId}`))[0]);
}

/** Lists pools with nearly or exactly as many services as addresses, fullest first. */
export async function listFullPools(ctx: Ctx): Promise<PoolView[]> {
  const pools = await listPools(ctx);
  return pools
    .filter((pool) => pool.fill !== 'roomy')
    .sort((a, b) => b.services / b.size - a.services / a.size);
}
