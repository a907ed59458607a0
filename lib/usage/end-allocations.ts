import { and, eq, gt } from 'drizzle-orm';
import { allocations } from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';

/** Ends the data granted by a period together with the period; its usage stays on record. */
export async function endAllocations(
  ctx: TxCtx,
  { serviceId, periodIndex }: { serviceId: number; periodIndex: number },
): Promise<void> {
  await ctx.tx
    .update(allocations)
    .set({ expiresAt: ctx.now })
    .where(
      and(
        eq(allocations.serviceId, serviceId),
        eq(allocations.periodIndex, periodIndex),
        gt(allocations.expiresAt, ctx.now),
      ),
    );
}
