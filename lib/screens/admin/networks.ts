import { type SQL, sql } from 'drizzle-orm';
import { networks } from '@/db/schema/network';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { NetworkUsage } from '@/lib/kit/words';
import { PAGE_ROWS_MAX, type Page, type Paging, pageOf, readCursor } from '@/lib/lists/rules';
import { findPlan, loadPlans } from '@/lib/network/lookups';
import {
  type Family,
  formatAddress,
  formatBlock,
  formatSpan,
  parseAddress,
  parseBlock,
} from '@/lib/network/rules';
import { countStates, type NetworkPlan, type StateCounts } from '@/lib/network/rules/plan';

const FAMILY: Family = 4;

export type NetworkListItem = {
  networkId: number;
  name: string;
  cidr: string;
  usage: NetworkUsage;
  siteName: string | null;
  routerName: string | null;
  counts: StateCounts;
};

export type NetworkListQuery = Paging & {
  search?: string;
  usages?: readonly string[];
  direction?: 'asc' | 'desc';
};

type Facts = {
  id: number;
  site_id: number | null;
  site_name: string | null;
  router_id: number | null;
  router_name: string | null;
  assigned: number;
};

/** Lists one page of networks in address order, at most 50, each with its utilisation. */
export async function listNetworks(
  ctx: Ctx,
  query: NetworkListQuery,
): Promise<Page<NetworkListItem>> {
  requireStaff(ctx, 'network.read');
  const isBack = readCursor(query.before) !== null;
  const isAscending = ((query.direction ?? 'asc') === 'asc') !== isBack;
  const order = isAscending ? sql`cidr` : sql`cidr desc`;
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    select id::int as id from networks
    where ${matches(query)} and ${pastCursor(query, isAscending)}
    order by ${order} limit ${PAGE_ROWS_MAX + 1}`);
  const items = await loadItems(
    ctx,
    rows.map((row) => row.id),
  );
  return pageOf(items, {
    limit: PAGE_ROWS_MAX,
    paging: query,
    cursorOf: (item) => ({ value: item.cidr, id: String(item.networkId) }),
  });
}

/** A text finds networks by name; an address finds the network that contains it. */
function matches({ search = '', usages = [] }: NetworkListQuery): SQL {
  const text = search.trim();
  const usage = usages.length === 0 ? sql`true` : sql`usage in ${[...usages]}`;
  if (parseAddress(text)?.family === 4) return sql`cidr >>= ${text}::inet and ${usage}`;
  const pattern = `%${text.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
  return sql`(name ilike ${pattern} or text(cidr) like ${pattern}) and ${usage}`;
}

/** Networks of the plan never overlap, so ordering by network has no ties. */
function pastCursor(paging: Paging, isAscending: boolean): SQL {
  const cursor = readCursor(paging.before) ?? readCursor(paging.after);
  if (cursor === null || parseBlock(cursor.value).kind !== 'block') return sql`true`;
  return isAscending ? sql`cidr > ${cursor.value}::cidr` : sql`cidr < ${cursor.value}::cidr`;
}

/** Returns the items in the order of `ids`. */
async function loadItems(ctx: Ctx, ids: readonly number[]): Promise<NetworkListItem[]> {
  if (ids.length === 0) return [];
  const [plans, facts] = await Promise.all([
    loadPlans(ctx, sql`${networks.id} in ${[...ids]}`),
    loadFacts(ctx, ids),
  ]);
  return ids.flatMap((id) => {
    const plan = plans.find((one) => one.networkId === id);
    const fact = facts.find((one) => one.id === id);
    return plan && fact ? [toItem(plan, fact)] : [];
  });
}

async function loadFacts(ctx: Ctx, ids: readonly number[]): Promise<Facts[]> {
  const rows = await readDb(ctx).execute<Facts>(sql`
    select n.id::int as id, n.site_id::int as site_id, si.name as site_name,
           n.router_id::int as router_id, r.name as router_name,
           (select count(*)::int from services s
            where s.archived_at is null
              and s.ipv4_address between host(n.cidr)::inet and host(broadcast(n.cidr))::inet) as assigned
    from networks n left join sites si on si.id = n.site_id left join routers r on r.id = n.router_id
    where n.id in ${[...ids]}`);
  return [...rows];
}

function toItem(plan: NetworkPlan, facts: Facts): NetworkListItem {
  return {
    networkId: plan.networkId,
    name: plan.name,
    cidr: formatBlock(plan.block),
    usage: plan.usage,
    siteName: facts.site_name,
    routerName: facts.router_name,
    counts: countStates(plan, facts.assigned),
  };
}

export type NetworkView = NetworkListItem & {
  siteId: number | null;
  routerId: number | null;
  gateway: string | null;
  reservations: { first: string; last: string; range: string; note: string }[];
  pools: { poolId: number; name: string; range: string }[];
};

export async function getNetwork(ctx: Ctx, networkId: number): Promise<NetworkView> {
  requireStaff(ctx, 'network.read');
  const plan = found(await findPlan(ctx, networkId));
  const facts = found((await loadFacts(ctx, [networkId]))[0]);
  const text = (value: bigint) => formatAddress({ family: FAMILY, value });
  return {
    ...toItem(plan, facts),
    siteId: facts.site_id,
    routerId: facts.router_id,
    gateway: plan.gateway === null ? null : text(plan.gateway),
    reservations: plan.reservations.map((one) => ({
      first: text(one.first),
      last: text(one.last),
      range: formatSpan(FAMILY, one),
      note: one.note,
    })),
    pools: plan.pools.map((pool) => ({
      poolId: pool.poolId,
      name: pool.name,
      range: formatSpan(FAMILY, pool),
    })),
  };
}

/** Lists the networks that a pool can be in, for the choices of a form. */
export async function listPoolNetworks(
  ctx: Ctx,
): Promise<{ networkId: number; name: string; cidr: string; routerId: number | null }[]> {
  requireStaff(ctx, 'network.read');
  const rows = await readDb(ctx).execute<{
    networkId: number;
    name: string;
    cidr: string;
    routerId: number | null;
  }>(sql`
    select id::int as "networkId", name, text(cidr) as cidr, router_id::int as "routerId"
    from networks where usage = 'pool' order by networks.cidr limit 1000`);
  return [...rows];
}
