import { asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { ipPools, networkReservations, networks } from '@/db/schema/network';
import { routers } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import type { PoolView } from './pool-view';
import {
  type Address,
  type Block,
  formatAddress,
  formatBlock,
  parseAddress,
  parseBlock,
  type Span,
} from './rules';
import { fillOf, type NetworkPlan, type Pool } from './rules/plan';

/** A live service that causes a conflict, as named in the refusal. */
export type Holder = { serviceId: number; customerName: string };
export type HeldAddress = Holder & { address: string };
export type HeldBlock = Holder & { block: string };

export async function findPlan(
  ctx: ActorlessCtx,
  networkId: number,
): Promise<NetworkPlan | undefined> {
  const [plan] = await loadPlans(ctx, eq(networks.id, networkId));
  return plan;
}

/** Returns the network that contains an address; there is at most one. */
export async function findPlanAround(
  ctx: ActorlessCtx,
  address: Address,
): Promise<NetworkPlan | undefined> {
  const [plan] = await loadPlans(ctx, sql`${networks.cidr} >>= ${formatAddress(address)}::inet`);
  return plan;
}

/** Returns the networks that overlap the block. */
export async function listPlansOver(ctx: ActorlessCtx, block: Block): Promise<NetworkPlan[]> {
  return loadPlans(ctx, sql`${networks.cidr} && ${formatBlock(block)}::inet`);
}

/** Returns networks with their address plan, lowest first. */
export async function loadPlans(
  ctx: ActorlessCtx,
  condition: SQL | undefined,
  limit = 1_000,
): Promise<NetworkPlan[]> {
  const db = readDb(ctx);
  const rows = await db
    .select()
    .from(networks)
    .where(condition)
    .orderBy(asc(networks.cidr))
    .limit(limit);
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const [reservations, pools] = await Promise.all([
    db
      .select()
      .from(networkReservations)
      .where(inArray(networkReservations.networkId, ids))
      .orderBy(asc(networkReservations.firstAddress)),
    db
      .select()
      .from(ipPools)
      .where(inArray(ipPools.networkId, ids))
      .orderBy(asc(ipPools.firstAddress)),
  ]);
  return rows.map((row) => ({
    networkId: row.id,
    name: row.name,
    block: toBlock(row.cidr),
    usage: row.usage,
    gateway: row.gateway === null ? null : toValue(row.gateway),
    reservations: reservations
      .filter((one) => one.networkId === row.id)
      .map((one) => ({ ...toSpan(one), note: one.note })),
    pools: pools.filter((one) => one.networkId === row.id).map(toPool),
  }));
}

/** Returns all pools of every router, except `exceptId`. */
export async function listOtherPools(ctx: ActorlessCtx, exceptId: number | null): Promise<Pool[]> {
  const rows = await readDb(ctx).select().from(ipPools);
  return rows.filter((row) => row.id !== exceptId).map(toPool);
}

/** Lists live services with a permanent address in the span, lowest first. */
export async function listHolders(
  ctx: ActorlessCtx,
  { first, last }: Span,
  { exceptServiceId = 0, limit = 1_000 }: { exceptServiceId?: number; limit?: number } = {},
): Promise<HeldAddress[]> {
  const from = formatAddress({ family: 4, value: first });
  const to = formatAddress({ family: 4, value: last });
  const rows = await readDb(ctx).execute<HeldAddress>(sql`
    select s.id::int as "serviceId", c.name as "customerName", host(s.ipv4_address) as address
    from services s join customers c on c.id = s.customer_id
    where s.archived_at is null and s.ipv4_address between ${from}::inet and ${to}::inet
      and s.id <> ${exceptServiceId}
    order by s.ipv4_address limit ${limit}`);
  return [...rows];
}

/** Counts the permanent addresses of live services in the span. */
export async function countAssigned(ctx: ActorlessCtx, { first, last }: Span): Promise<number> {
  const from = formatAddress({ family: 4, value: first });
  const to = formatAddress({ family: 4, value: last });
  const [row] = await readDb(ctx).execute<{ count: number }>(sql`
    select count(*)::int as count from services
    where archived_at is null and ipv4_address between ${from}::inet and ${to}::inet`);
  return row?.count ?? 0;
}

/** Returns the permanent address a service has now. */
export async function findAddressOf(ctx: ActorlessCtx, serviceId: number): Promise<string | null> {
  const [row] = await readDb(ctx).execute<{ address: string | null }>(sql`
    select host(ipv4_address) as address from services where id = ${serviceId}`);
  return row?.address ?? null;
}

/** Returns another service's customer network that overlaps the block. */
export async function findRoutedOver(
  ctx: ActorlessCtx,
  block: Block,
  exceptServiceId = 0,
): Promise<HeldBlock | undefined> {
  const [row] = await readDb(ctx).execute<HeldBlock>(sql`
    select n.service_id::int as "serviceId", c.name as "customerName", text(n.network) as block
    from service_networks n
    join services s on s.id = n.service_id join customers c on c.id = s.customer_id
    where n.network && ${formatBlock(block)}::inet and n.service_id <> ${exceptServiceId}
    order by n.network limit 1`);
  return row;
}

/** Returns another live service's IPv6 prefix that overlaps the block. */
export async function findPrefixOver(
  ctx: ActorlessCtx,
  block: Block,
  exceptServiceId: number,
): Promise<HeldBlock | undefined> {
  const [row] = await readDb(ctx).execute<HeldBlock>(sql`
    select s.id::int as "serviceId", c.name as "customerName", text(s.ipv6_prefix) as block
    from services s join customers c on c.id = s.customer_id
    where s.archived_at is null and s.ipv6_prefix && ${formatBlock(block)}::inet
      and s.id <> ${exceptServiceId}
    order by s.ipv6_prefix limit 1`);
  return row;
}

/** Counts live services that name the pool, and those that take any pool of its router. */
export async function countPoolServices(
  ctx: ActorlessCtx,
  { poolId, routerId }: { poolId: number; routerId: number },
): Promise<{ named: number; any: number }> {
  const [row] = await readDb(ctx).execute<{ named: number; any: number }>(sql`
    select count(*) filter (where ipv4_pool_id = ${poolId})::int as named,
           count(*) filter (where ipv4_pool_id is null and router_id = ${routerId})::int as any
    from services
    where archived_at is null and ipv4_mode = 'dynamic'
      and (ipv4_pool_id = ${poolId} or router_id = ${routerId})`);
  return row ?? { named: 0, any: 0 };
}

export async function countRouterPools(ctx: ActorlessCtx, routerId: number): Promise<number> {
  return readDb(ctx).$count(ipPools, eq(ipPools.routerId, routerId));
}

export async function isRouter(ctx: ActorlessCtx, routerId: number): Promise<boolean> {
  return (await readDb(ctx).$count(routers, eq(routers.id, routerId))) === 1;
}

function toBlock(text: string): Block {
  const parsed = parseBlock(text);
  if (parsed.kind !== 'block') throw new Error(`network: the stored network ${text} is not one`);
  return parsed.block;
}

function toValue(text: string): bigint {
  const address = parseAddress(text);
  if (address === null) throw new Error(`network: the stored address ${text} is not one`);
  return address.value;
}

function toSpan(row: { firstAddress: string; lastAddress: string }): Span {
  return { first: toValue(row.firstAddress), last: toValue(row.lastAddress) };
}

function toPool(row: typeof ipPools.$inferSelect): Pool {
  return { poolId: row.id, name: row.name, ...toSpan(row) };
}

type PoolRow = Omit<PoolView, 'fill'>;

/** Returns all pools, for readers that have checked their own right. */
export async function loadPools(ctx: ActorlessCtx): Promise<PoolView[]> {
  return selectPools(ctx, sql`true`);
}

/** Returns one pool, for commands that have authorised; undefined if it was deleted. */
export async function findPoolFill(
  ctx: ActorlessCtx,
  poolId: number,
): Promise<PoolView | undefined> {
  return (await selectPools(ctx, sql`p.id = ${poolId}`))[0];
}

export async function selectPools(ctx: ActorlessCtx, condition: SQL): Promise<PoolView[]> {
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
