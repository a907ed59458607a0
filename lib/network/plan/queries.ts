import { asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { ipPools, networkReservations, networks } from '@/db/schema/network';
import { routers } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import {
  type Address,
  type Block,
  formatAddress,
  formatBlock,
  parseAddress,
  parseBlock,
  type Span,
} from '../rules';
import type { NetworkPlan, Pool } from '../rules/plan';

/** Reads that commands decide on. They authorise nothing: the command has. */
type Reader = Pick<Ctx, 'tx'>;

/** A live service that stands in the way, as a sentence names it. */
export type Holder = { serviceId: number; customerName: string };
export type HeldAddress = Holder & { address: string };
export type HeldBlock = Holder & { block: string };

export async function findPlan(ctx: Reader, networkId: number): Promise<NetworkPlan | undefined> {
  const [plan] = await loadPlans(ctx, eq(networks.id, networkId));
  return plan;
}

/** The network an address lies in; there is at most one. */
export async function findPlanAround(
  ctx: Reader,
  address: Address,
): Promise<NetworkPlan | undefined> {
  const [plan] = await loadPlans(ctx, sql`${networks.cidr} >>= ${formatAddress(address)}::inet`);
  return plan;
}

/** Networks that share an address with the block. */
export async function listPlansOver(ctx: Reader, block: Block): Promise<NetworkPlan[]> {
  return loadPlans(ctx, sql`${networks.cidr} && ${formatBlock(block)}::inet`);
}

/** Networks with what is decided about their addresses, lowest first. */
export async function loadPlans(
  ctx: Reader,
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

/** Pools other than `exceptId`, of every router. */
export async function listOtherPools(ctx: Reader, exceptId: number | null): Promise<Pool[]> {
  const rows = await readDb(ctx).select().from(ipPools);
  return rows.filter((row) => row.id !== exceptId).map(toPool);
}

/** Live services with a permanent address in the span, lowest first. */
export async function listHolders(
  ctx: Reader,
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

/** How many permanent addresses of the span live services have. */
export async function countAssigned(ctx: Reader, { first, last }: Span): Promise<number> {
  const from = formatAddress({ family: 4, value: first });
  const to = formatAddress({ family: 4, value: last });
  const [row] = await readDb(ctx).execute<{ count: number }>(sql`
    select count(*)::int as count from services
    where archived_at is null and ipv4_address between ${from}::inet and ${to}::inet`);
  return row?.count ?? 0;
}

/** The permanent address a service has now. */
export async function findAddressOf(ctx: Reader, serviceId: number): Promise<string | null> {
  const [row] = await readDb(ctx).execute<{ address: string | null }>(sql`
    select host(ipv4_address) as address from services where id = ${serviceId}`);
  return row?.address ?? null;
}

/** A customer network of another service that shares an address with the block. */
export async function findRoutedOver(
  ctx: Reader,
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

/** An IPv6 prefix of another live service that shares an address with the block. */
export async function findPrefixOver(
  ctx: Reader,
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

/** Live services on the pool by name, and those that take any pool of its router. */
export async function countPoolServices(
  ctx: Reader,
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

export async function countRouterPools(ctx: Reader, routerId: number): Promise<number> {
  return readDb(ctx).$count(ipPools, eq(ipPools.routerId, routerId));
}

export async function isRouter(ctx: Reader, routerId: number): Promise<boolean> {
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
