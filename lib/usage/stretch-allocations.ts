import { and, eq, gte, lt } from 'drizzle-orm';
import { allocations } from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';

/** Lets what is left of a period's data, valid until `from` or longer, last until `until` at least. */
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
