import { and, eq, not, sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { routerLeases } from '@/db/schema/routers';
import type { TxCtx } from '@/lib/context';

/**
 * A holder that went silent is replaced after this time. Longer than any command to a router may take, so
 * that nothing the old holder sent is carried out after another began.
 */
const LEASE = sql`clock_timestamp() + interval '30 seconds'`;
const IS_EXPIRED = sql`${routerLeases.expiresAt} <= clock_timestamp()`;

/** As long as a lease: on the clock of this process, which nobody sets. */
const STUCK_MS = 30_000;
const LEASE_MARK = sql<string>`${routerLeases.holder} || ' ' || extract(epoch from ${routerLeases.expiresAt})`;

/** Leases of others as they were last seen, and since when. */
const watched = new Map<number, { mark: string; since: number }>();

/**
 * Takes over a lease that nobody has renewed for as long as one lasts. A holder that died while the database's clock
 * was ahead would otherwise keep everybody away until that time comes.
 */
export async function takeStuckLease(routerId: number, holder: string): Promise<boolean> {
  const isThis = eq(routerLeases.routerId, routerId);
  const [row] = await getDb().select({ mark: LEASE_MARK }).from(routerLeases).where(isThis);
  if (row === undefined) return false;
  const known = watched.get(routerId);
  if (known?.mark !== row.mark) {
    watched.set(routerId, { mark: row.mark, since: performance.now() });
    return false;
  }
  if (performance.now() - known.since < STUCK_MS) return false;
  const rows = await getDb()
    .update(routerLeases)
    .set({ holder, expiresAt: LEASE })
    .where(and(isThis, eq(LEASE_MARK, row.mark)))
    .returning({ holder: routerLeases.holder });
  return rows.length > 0;
}

/** True when the lease is ours now: nobody had it, or whoever had it let it expire. */
export async function takeLease(routerId: number, holder: string): Promise<boolean> {
  const rows = await getDb()
    .insert(routerLeases)
    .values({ routerId, holder, expiresAt: LEASE })
    .onConflictDoUpdate({
      target: routerLeases.routerId,
      set: { holder, expiresAt: LEASE },
      setWhere: IS_EXPIRED,
    })
    .returning({ holder: routerLeases.holder });
  return rows.length > 0;
}

/** False when somebody else has it by now. One that expired and that nobody took is still ours. */
export async function renewLease(routerId: number, holder: string): Promise<boolean> {
  const rows = await getDb()
    .update(routerLeases)
    .set({ expiresAt: LEASE })
    .where(isHeldBy(routerId, holder))
    .returning({ holder: routerLeases.holder });
  return rows.length > 0;
}

export async function dropLease(routerId: number, holder: string): Promise<void> {
  await getDb().delete(routerLeases).where(isHeldBy(routerId, holder));
}

/** Whether the router is being written to by anybody. */
export async function isLeaseHeld(ctx: TxCtx, routerId: number): Promise<boolean> {
  const [held] = await ctx.tx
    .select({ holder: routerLeases.holder })
    .from(routerLeases)
    .where(and(eq(routerLeases.routerId, routerId), not(IS_EXPIRED)));
  return held !== undefined;
}

function isHeldBy(routerId: number, holder: string) {
  return and(eq(routerLeases.routerId, routerId), eq(routerLeases.holder, holder));
}
