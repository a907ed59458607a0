import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { accounts } from '@/db/schema/wallet';
import type { TxCtx } from '@/lib/context';

/**
 * Gives every wallet this floor, in the caller's transaction. A wallet below it keeps its balance, and nothing can be
 * bought from it until it is repaid. Returns the number of wallets changed.
 */
export async function changeFloors(ctx: TxCtx, floorMinor: bigint): Promise<number> {
  const changed = await ctx.tx
    .update(accounts)
    .set({
      floorMinor,
      underFloorMinor: sql`greatest(${floorMinor.toString()}::bigint - ${accounts.balanceMinor}, 0)`,
      version: sql`${accounts.version} + 1`,
    })
    .where(and(eq(accounts.kind, 'wallet'), ne(accounts.floorMinor, floorMinor)))
    .returning({ id: accounts.id });
  return changed.length;
}

/** Locks all wallets in id order. */
export async function lockAllWallets(ctx: TxCtx): Promise<void> {
  const wallets = ctx.tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.kind, 'wallet'))
    .orderBy(asc(accounts.id))
    .for('no key update');
  await ctx.tx.execute(sql`select count(*) from (${wallets}) locked`);
}
