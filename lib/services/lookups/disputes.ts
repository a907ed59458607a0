import { and, eq } from 'drizzle-orm';
import { topUpDisputes, topUps } from '@/db/schema/payments';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';

/** Returns whether a dispute about a payment of this customer stops their services. */
export async function isStoppedByDispute(ctx: ActorlessCtx, customerId: number): Promise<boolean> {
  const [row] = await readDb(ctx)
    .select({ id: topUpDisputes.id })
    .from(topUpDisputes)
    .innerJoin(topUps, eq(topUps.id, topUpDisputes.topUpId))
    .where(and(eq(topUps.customerId, customerId), eq(topUpDisputes.stopsServices, true)))
    .limit(1);
  return row !== undefined;
}
