import { and, eq, inArray, sql } from 'drizzle-orm';
import { routerPools } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import type { ConfirmedPool } from './rules/pools';

export async function listConfirmedPools(ctx: Ctx, routerId: number): Promise<ConfirmedPool[]> {
  return readDb(ctx)
    .select({
      poolId: routerPools.poolId,
      name: routerPools.name,
      ranges: routerPools.ranges,
      isOurs: routerPools.isOurs,
    })
    .from(routerPools)
    .where(eq(routerPools.routerId, routerId));
}

/** Records the managed pools on the router and forgets those it no longer has. */
export async function savePools(
  ctx: TxCtx,
  routerId: number,
  { held, gone }: { held: readonly ConfirmedPool[]; gone: readonly number[] },
): Promise<void> {
  if (gone.length > 0) {
    await ctx.tx
      .delete(routerPools)
      .where(and(eq(routerPools.routerId, routerId), inArray(routerPools.poolId, [...gone])));
  }
  if (held.length === 0) return;
  await ctx.tx
    .insert(routerPools)
    .values(held.map((pool) => ({ ...pool, routerId, confirmedAt: ctx.now })))
    .onConflictDoUpdate({
      target: [routerPools.routerId, routerPools.poolId],
      set: {
        name: sql`excluded.name`,
        ranges: sql`excluded.ranges`,
        isOurs: sql`excluded.is_ours`,
        confirmedAt: sql`excluded.confirmed_at`,
      },
    });
}
