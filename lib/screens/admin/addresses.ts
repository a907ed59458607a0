import { type SQL, sql } from 'drizzle-orm';
import { networks } from '@/db/schema/network';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { ServiceStatus } from '@/lib/kit/words';
import { findPlan, findPlanAround, listHolders, loadPlans } from '@/lib/network/lookups';
import {
  type Address,
  type Family,
  formatAddress,
  formatBlock,
  freeAddresses,
  parseAddress,
  type Span,
  spanOf,
} from '@/lib/network/rules';
import {
  type AddressState,
  keptSpans,
  mapPage,
  mapPageOf,
  type NetworkPlan,
  type PlannedUse,
  plannedUse,
  stateOf,
} from '@/lib/network/rules/plan';

const FAMILY: Family = 4;

/** The service that has an address now. */
export type AddressHolder = {
  serviceId: number;
  customerId: number;
  customerName: string;
  itemName: string;
  login: string | null;
  status: ServiceStatus;
};

export type AddressCell = {
  address: string;
  state: AddressState;
  /** Why the address is reserved or in a pool. */
  use: PlannedUse['kind'];
  /** The reservation's note or the pool's name. */
  text: string | null;
  holder: AddressHolder | null;
};

export type AddressMap = { cells: AddressCell[]; page: number; pages: number };

/** One page of a network, at most 256 addresses, with what each is used for. Pages count from 0. */
export async function getAddressMap(
  ctx: Ctx,
  { networkId, page }: { networkId: number; page: number },
): Promise<AddressMap> {
  requireStaff(ctx, 'network.read');
  const plan = found(await findPlan(ctx, networkId));
  const part = mapPage(plan.block, page);
  const holders = await loadHolders(ctx, part.span);
  const cells: AddressCell[] = [];
  for (let value = part.span.first; value <= part.span.last; value += 1n) {
    const address = formatAddress({ family: FAMILY, value });
    cells.push(toCell(plan, value, holders.get(address) ?? null));
  }
  return { cells, page: part.page, pages: part.pages };
}

function toCell(plan: NetworkPlan, value: bigint, holder: AddressHolder | null): AddressCell {
  const use = plannedUse(plan, value);
  return {
    address: formatAddress({ family: FAMILY, value }),
    state: stateOf(use, holder !== null),
    use: use.kind,
    text: textOf(use),
    holder,
  };
}

function textOf(use: PlannedUse): string | null {
  if (use.kind === 'reservation') return use.reservation.note || null;
  return use.kind === 'pool' ? use.pool.name : null;
}

async function loadHolders(ctx: Ctx, { first, last }: Span): Promise<Map<string, AddressHolder>> {
  const from = formatAddress({ family: FAMILY, value: first });
  const to = formatAddress({ family: FAMILY, value: last });
  const rows = await selectHolders(ctx, sql`s.ipv4_address between ${from}::inet and ${to}::inet`);
  return new Map(rows.map(({ address, ...holder }) => [address ?? '', holder]));
}

async function selectHolders(
  ctx: Ctx,
  condition: SQL,
): Promise<(AddressHolder & { address: string | null })[]> {
  const rows = await readDb(ctx).execute<AddressHolder & { address: string | null }>(sql`
    select host(s.ipv4_address) as address, s.id::int as "serviceId",
           c.id::int as "customerId", c.name as "customerName", i.name as "itemName", s.login, s.status
    from services s join customers c on c.id = s.customer_id join catalog_items i on i.id = s.item_id
    where s.archived_at is null and ${condition}
    order by s.ipv4_address, s.id limit 300`);
  return [...rows];
}

/** What is known about one address in any network, pool or service. */
export type AddressFinding = {
  address: string;
  network: { networkId: number; name: string; cidr: string; mapPage: number } | null;
  cell: AddressCell | null;
  /** A service that the address reaches through a customer network or an IPv6 prefix. */
  routed: (AddressHolder & { block: string }) | null;
};

/** Returns null when the text is not an address. */
export async function findAddress(ctx: Ctx, text: string): Promise<AddressFinding | null> {
  requireStaff(ctx, 'network.read');
  const address = parseAddress(text.trim());
  if (address === null) return null;
  const routed = await findRouted(ctx, address);
  const plan = address.family === 4 ? await findPlanAround(ctx, address) : undefined;
  const written = formatAddress(address);
  if (!plan) return { address: written, network: null, cell: null, routed };
  const holders = await loadHolders(ctx, { first: address.value, last: address.value });
  return {
    address: written,
    network: {
      networkId: plan.networkId,
      name: plan.name,
      cidr: formatBlock(plan.block),
      mapPage: mapPageOf(plan.block, address.value),
    },
    cell: toCell(plan, address.value, holders.get(written) ?? null),
    routed,
  };
}

async function findRouted(ctx: Ctx, address: Address) {
  const text = formatAddress(address);
  const block =
    address.family === 4
      ? sql`(select text(n.network) from service_networks n
             where n.service_id = s.id and n.network >>= ${text}::inet limit 1)`
      : sql`(select text(s.ipv6_prefix) where s.ipv6_prefix >>= ${text}::inet)`;
  const condition =
    address.family === 4
      ? sql`s.id in (select service_id from service_networks where network >>= ${text}::inet)`
      : sql`s.ipv6_prefix >>= ${text}::inet`;
  const [holder] = await selectHolders(ctx, condition);
  if (!holder) return null;
  const [row] = await readDb(ctx).execute<{ block: string }>(
    sql`select ${block} as block from services s where s.id = ${holder.serviceId}`,
  );
  return { ...holder, block: row?.block ?? text };
}

export type FreeAddress = { address: string; networkId: number; networkName: string; cidr: string };

/** The service that needs an address. Networks of its router come first, then networks of its site. */
export type FreeAddressQuery = {
  networkId?: number | null;
  routerId?: number | null;
  siteId?: number | null;
  limit?: number;
};

/**
 * Lists addresses a service could get now, lowest first within each network. Networks of another router
 * are left out. A free address can be taken before the form is saved; the save decides.
 */
export async function listFreeAddresses(ctx: Ctx, query: FreeAddressQuery): Promise<FreeAddress[]> {
  requireStaff(ctx, 'network.read');
  const limit = Math.min(query.limit ?? 50, 500);
  const free: FreeAddress[] = [];
  for (const plan of await plansFor(ctx, query)) {
    if (free.length >= limit) break;
    const values = await freeIn(ctx, plan, limit - free.length);
    free.push(
      ...values.map((value) => ({
        address: formatAddress({ family: FAMILY, value }),
        networkId: plan.networkId,
        networkName: plan.name,
        cidr: formatBlock(plan.block),
      })),
    );
  }
  return free;
}

export type AddressOffer = {
  free: FreeAddress[];
  /** Networks for permanent addresses that fit, nearest first, including full ones. */
  networks: { networkId: number; name: string; cidr: string }[];
};

/** Lists the free addresses and the networks that a form offers. */
export async function offerAddresses(ctx: Ctx, query: FreeAddressQuery): Promise<AddressOffer> {
  const [free, plans] = await Promise.all([
    listFreeAddresses(ctx, query),
    plansFor(ctx, { ...query, networkId: null }),
  ]);
  return {
    free,
    networks: plans.map(({ networkId, name, block }) => ({
      networkId,
      name,
      cidr: formatBlock(block),
    })),
  };
}

async function plansFor(ctx: Ctx, query: FreeAddressQuery): Promise<NetworkPlan[]> {
  const { networkId = null, routerId = null, siteId = null } = query;
  const ids = await readDb(ctx).execute<{ id: number }>(sql`
    select id::int as id from networks
    where usage = 'permanent'
      and (${networkId}::bigint is null or id = ${networkId}::bigint)
      and (${routerId}::bigint is null or router_id is null or router_id = ${routerId}::bigint)
    order by (router_id is not distinct from ${routerId}::bigint) desc,
             (site_id is not distinct from ${siteId}::bigint) desc, cidr
    limit 50`);
  const order = ids.map((row) => row.id);
  if (order.length === 0) return [];
  const plans = await loadPlans(ctx, sql`${networks.id} in ${order}`);
  return plans.sort((a, b) => order.indexOf(a.networkId) - order.indexOf(b.networkId));
}

/** A large network is read in parts because the first part usually has a free address. */
const PART_SIZE = 4_096n;

async function freeIn(ctx: Ctx, plan: NetworkPlan, limit: number): Promise<bigint[]> {
  const whole = spanOf(plan.block);
  const kept = keptSpans(plan);
  const free: bigint[] = [];
  for (let first = whole.first; first <= whole.last && free.length < limit; first += PART_SIZE) {
    const end = first + PART_SIZE - 1n;
    const part = { first, last: end < whole.last ? end : whole.last };
    const taken = await listHolders(ctx, part, { limit: Number(PART_SIZE) });
    const spans = taken.map(({ address }) => toSpan(address));
    free.push(...freeAddresses(part, [...kept, ...spans], limit - free.length));
  }
  return free;
}

function toSpan(text: string): Span {
  const value = parseAddress(text)?.value;
  if (value === undefined) throw new Error(`network: the stored address ${text} is not one`);
  return { first: value, last: value };
}
