import { and, eq, gte, lt } from 'drizzle-orm';
import { allocations } from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';

/** Extends the rest of a period's data that is valid until `from` or later, to at least `until`. */
export async function stretchAllocations(
  ctx: TxCtx,
  {
    serviceId,
    periodIndex,
    from,
    until,
  }: { serviceId: number; periodIndex: number; from: Date; until: Date },
): Promise<void> {
  await ctx.tx
    .update(allocations)
    .set({ expiresAt: until })
    .where(
      and(
        eq(allocations.serviceId, serviceId),
        eq(allocations.periodIndex, periodIndex),
        gte(allocations.expiresAt, from),
        lt(allocations.expiresAt, until),
      ),
    );
}
