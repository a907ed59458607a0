import { and, asc, eq, gt } from 'drizzle-orm';
import { routerKicks } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import { KICK_WAITS_MS } from './rules/kick';

/** A request to end the session that a service had at that time. */
export type AskedKick = {
  routerId: number;
  serviceId: number;
  askedAt: Date;
};

/** A later request replaces an earlier one, because both mean the same session or the one after it. */
export async function saveKick(ctx: TxCtx, { routerId, serviceId, askedAt }: AskedKick) {
  await ctx.tx
    .insert(routerKicks)
    .values({ routerId, serviceId, askedAt })
    .onConflictDoUpdate({
      target: [routerKicks.routerId, routerKicks.serviceId],
      set: { askedAt },
    });
}

/** Lists open requests, oldest first. */
export async function listOpenKicks(ctx: Ctx, routerId: number): Promise<AskedKick[]> {
  const since = new Date(ctx.now.getTime() - KICK_WAITS_MS);
  return readDb(ctx)
    .select({
      routerId: routerKicks.routerId,
      serviceId: routerKicks.serviceId,
      askedAt: routerKicks.askedAt,
    })
    .from(routerKicks)
    .where(and(eq(routerKicks.routerId, routerId), gt(routerKicks.askedAt, since)))
    .orderBy(asc(routerKicks.askedAt), asc(routerKicks.serviceId));
}

/** Whether exactly this request is still open. */
export async function isKickOpen(ctx: Ctx, kick: AskedKick): Promise<boolean> {
  const [row] = await readDb(ctx)
    .select({ serviceId: routerKicks.serviceId })
    .from(routerKicks)
    .where(isThis(kick));
  return row !== undefined;
}

/** Closes a request that was carried out or is moot; a later request stays open. */
export async function closeKick(ctx: TxCtx, kick: AskedKick): Promise<void> {
  await ctx.tx.delete(routerKicks).where(isThis(kick));
}

function isThis({ routerId, serviceId, askedAt }: AskedKick) {
  return and(
    eq(routerKicks.routerId, routerId),
    eq(routerKicks.serviceId, serviceId),
    eq(routerKicks.askedAt, askedAt),
  );
}
