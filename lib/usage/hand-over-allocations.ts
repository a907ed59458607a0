import { eq } from 'drizzle-orm';
import { allocations } from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';

/** Data that was granted to one customer's services stays with the services, under their new owner. */
export async function handOverAllocations(
  ctx: TxCtx,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<void> {
  await ctx.tx
    .update(allocations)
    .set({ customerId: toId })
    .where(eq(allocations.customerId, fromId));
}
