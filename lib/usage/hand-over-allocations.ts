import { inArray } from 'drizzle-orm';
import { allocations } from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';

/** Moves the allocations of a customer's services to their new owner. */
export async function handOverAllocations(
  ctx: TxCtx,
  { serviceIds, toId }: { serviceIds: number[]; toId: number },
): Promise<void> {
  await ctx.tx
    .update(allocations)
    .set({ customerId: toId })
    .where(inArray(allocations.serviceId, serviceIds));
}
