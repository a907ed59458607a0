import { and, eq, gt, sql } from 'drizzle-orm';
import { allocations } from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';
import { applyCaps } from './apply-caps';

/** Postpones the expiry of data that was still valid at `since`, by the given seconds. */
export async function shiftAllocations(
  ctx: TxCtx,
  { serviceId, since, shiftSeconds }: { serviceId: number; since: Date; shiftSeconds: number },
): Promise<void> {
  await ctx.tx
    .update(allocations)
    .set({ expiresAt: sql`${allocations.expiresAt} + make_interval(secs => ${shiftSeconds})` })
    .where(and(eq(allocations.serviceId, serviceId), gt(allocations.expiresAt, since)));
  await applyCaps(ctx, { serviceIds: [serviceId] });
}
