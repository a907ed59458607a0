import { and, eq, lt, sql } from 'drizzle-orm';
import { routerDrifts } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import type { Drift } from './rules/drift';

/** Postgres accepts 65,535 parameters per statement; each drift uses nine. */
const DRIFTS_PER_INSERT = 5_000;

export async function firstSeenDrifts(ctx: Ctx, routerId: number) {
  return readDb(ctx)
    .select({
      menu: routerDrifts.menu,
      key: routerDrifts.rowKey,
      firstSeenAt: routerDrifts.firstSeenAt,
    })
    .from(routerDrifts)
    .where(eq(routerDrifts.routerId, routerId));
}

/** Replaces the drifts with those of the last reconcile; a known difference keeps its first-seen time. */
export async function saveDrifts(
  ctx: TxCtx,
  routerId: number,
  drifts: readonly Drift[],
): Promise<void> {
  const rows = drifts.map((drift) => ({
    routerId,
    menu: drift.menu,
    rowKey: drift.key,
    kind: drift.kind,
    serviceId: drift.serviceId,
    properties: drift.differences.map(({ property }) => property),
    differences: [...drift.differences],
    firstSeenAt: ctx.now,
    lastSeenAt: ctx.now,
  }));
  for (let from = 0; from < rows.length; from += DRIFTS_PER_INSERT) {
    await ctx.tx
      .insert(routerDrifts)
      .values(rows.slice(from, from + DRIFTS_PER_INSERT))
      .onConflictDoUpdate({
        target: [routerDrifts.routerId, routerDrifts.menu, routerDrifts.rowKey],
        set: {
          kind: sql`excluded.kind`,
          serviceId: sql`excluded.service_id`,
          properties: sql`excluded.properties`,
          differences: sql`excluded.differences`,
          lastSeenAt: sql`excluded.last_seen_at`,
        },
      });
  }
  await ctx.tx
    .delete(routerDrifts)
    .where(and(eq(routerDrifts.routerId, routerId), lt(routerDrifts.lastSeenAt, ctx.now)));
}
