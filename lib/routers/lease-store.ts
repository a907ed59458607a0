import { and, eq, not, sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { routerLeases } from '@/db/schema/routers';
import type { TxCtx } from '@/lib/context';

/**
 * Time after which a silent holder is replaced. Longer than the longest router command, so that no command of the old
 * holder takes effect after a new holder began.
 */
const LEASE = sql`clock_timestamp() + interval '30 seconds'`;
const IS_EXPIRED = sql`${routerLeases.expiresAt} <= clock_timestamp()`;

/** As long as a lease, on the monotonic clock of this process, which cannot be set. */
const STUCK_MS = 30_000;
const LEASE_MARK = sql<string>`${routerLeases.holder} || ' ' || extract(epoch from ${routerLeases.expiresAt})`;

/** Leases of other holders as last seen, and since when. */
const watched = new Map<number, { mark: string; since: number }>();

/**
 * Takes over a lease that was not renewed for the length of a lease. Otherwise a holder that died while the database's
 * clock was ahead would block all others until that time.
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

/** Takes the lease; true if it was free or expired. */
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

/** Renews the lease; false if another holder has taken it. An expired lease that nobody took can be renewed. */
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

/** Whether any holder is writing to the router. */
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
