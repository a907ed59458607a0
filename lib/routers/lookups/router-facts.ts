import { and, asc, eq } from 'drizzle-orm';
import { ipPools } from '@/db/schema/network';
import { routerPools } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import type { RouterFacts } from '../rules/desired-service';

/** Loads the facts shared by all services of one router. */
export async function loadRouterFacts(
  ctx: Ctx,
  router: { id: number; pppLocalAddress: string | null },
): Promise<RouterFacts> {
  const pools = await readDb(ctx)
    .select({
      poolId: ipPools.id,
      name: ipPools.name,
      first: ipPools.firstAddress,
      last: ipPools.lastAddress,
      ours: routerPools.poolId,
    })
    .from(ipPools)
    .leftJoin(routerPools, isOursOf(router.id))
    .where(eq(ipPools.routerId, router.id))
    .orderBy(asc(ipPools.id));
  return {
    pppLocalAddress: router.pppLocalAddress,
    pools: pools.map(({ poolId, name, first, last, ours }) => ({
      poolId,
      name,
      ranges: `${first}-${last}`,
      isOurs: ours !== null,
    })),
  };
}

function isOursOf(routerId: number) {
  return and(
    eq(routerPools.routerId, routerId),
    eq(routerPools.poolId, ipPools.id),
    eq(routerPools.name, ipPools.name),
    eq(routerPools.isOurs, true),
  );
}
