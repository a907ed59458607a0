import { asc, inArray } from 'drizzle-orm';
import { topUps } from '@/db/schema/payments';
import type { TxCtx } from '@/lib/context';

/**
 * Locks every top-up of these customers in id order. A payment locks its top-up before the wallet, so whoever changes
 * all of them does the same (docs/decisions/0002).
 */
export async function lockTopUps(ctx: TxCtx, customerIds: readonly number[]): Promise<void> {
  await ctx.tx
    .select({ id: topUps.id })
    .from(topUps)
    .where(inArray(topUps.customerId, [...customerIds]))
    .orderBy(asc(topUps.id))
    .for('update');
}
