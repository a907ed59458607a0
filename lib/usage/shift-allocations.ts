import { and, eq, gt, lt, sql } from 'drizzle-orm';
import { allocations } from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';
import { applyCaps } from './apply-caps';

type Shift = { serviceId: number; since: Date; until: Date; shiftSeconds: number };

/** Postpones the expiry of data that was valid in a break, by the given seconds. Data granted after it is unaffected. */
export async function shiftAllocations(
  ctx: TxCtx,
  { serviceId, since, until, shiftSeconds }: Shift,
): Promise<void> {
  await ctx.tx
    .update(allocations)
    .set({ expiresAt: sql`${allocations.expiresAt} + make_interval(secs => ${shiftSeconds})` })
    .where(
      and(
        eq(allocations.serviceId, serviceId),
        gt(allocations.expiresAt, since),
        lt(allocations.startsAt, until),
      ),
    );
  await applyCaps(ctx, { serviceIds: [serviceId] });
}
