import { type SQL, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { found } from '@/lib/kit/errors';
import { fillOf, type PoolFill } from '../rules/plan';

export type PoolView = {
  poolId: number;
  name: string;
  networkId: number;
  networkName: string;
  cidr: string;
  routerId: number;
  routerName: string;
  firstAddress: string;
  lastAddress: string;
  /** Addresses of the range. */
  size: number;
  /** Live services that name it, and for the router's first pool those that take any. */
  services: number;
  /** The router's first pool: services that take any pool get their address here. */
  takesAny: boolean;
  fill: PoolFill;
};

type PoolRow = Omit<PoolView, 'fill'>;

/** Pools by router and range; all of them, or those of one router. */
export async function listPools(ctx: Ctx, routerId: number | null = null): Promise<PoolView[]> {
  requireStaff(ctx, 'network.read');
  return selectPools(ctx, sql`${routerId}::bigint is null or p.router_id = ${routerId}::bigint`);
}

export async function getPool(ctx: Ctx, poolId: number): Promise<PoolView> {
  requireStaff(ctx, 'network.read');
  return found((await selectPools(ctx, sql`p.id = ${poolId}`))[0]);
}

/** Pools with nearly or exactly as many services as addresses, fullest first. */
export async function listFullPools(ctx: Ctx): Promise<PoolView[]> {
  const pools = await listPools(ctx);
  return pools
    .filter((pool) => pool.fill !== 'roomy')
    .sort((a, b) => b.services / b.size - a.services / a.size);
}

/** All pools, for readers that authorised by a right of their own. */
export async function loadPools(ctx: Pick<Ctx, 'tx'>): Promise<PoolView[]> {
  return selectPools(ctx, sql`true`);
}

/** One pool for commands that authorised; undefined when it is gone. */
export async function findPoolFill(
  ctx: Pick<Ctx, 'tx'>,
  poolId: number,
): Promise<PoolView | undefined> {
  return (await selectPools(ctx, sql`p.id = ${poolId}`))[0];
}

async function selectPools(ctx: Pick<Ctx, 'tx'>, condition: SQL): Promise<PoolView[]> {
  const rows = await readDb(ctx).execute<PoolRow>(sql`
    with first_pool as (select min(id) as id from ip_pools group by router_id),
    named as (
      select ipv4_pool_id as pool_id, count(*)::int as count from services
      where archived_at is null and ipv4_pool_id is not null group by 1),
    any_pool as (
      select router_id, count(*)::int as count from services
      where archived_at is null and ipv4_mode = 'dynamic' and ipv4_pool_id is null group by 1)
    select p.id::int as "poolId", p.name, n.id::int as "networkId", n.name as "networkName",
           text(n.cidr) as cidr, r.id::int as "routerId", r.name as "routerName",
           host(p.first_address) as "firstAddress", host(p.last_address) as "lastAddress",
           (p.last_address - p.first_address + 1)::int as size, f.id is not null as "takesAny",
           coalesce(named.count, 0)
             + case when f.id is null then 0 else coalesce(any_pool.count, 0) end as services
    from ip_pools p
    join networks n on n.id = p.network_id
    join routers r on r.id = p.router_id
    left join first_pool f on f.id = p.id
    left join named on named.pool_id = p.id
    left join any_pool on any_pool.router_id = p.router_id
    where ${condition}
    order by r.name, p.first_address limit 1000`);
  return rows.map((row) => ({ ...row, fill: fillOf(row) }));
}
