import { eq, sql } from 'drizzle-orm';
import { catalogItemAssignments } from '@/db/schema/catalog';
import type { TxCtx } from '@/lib/context';

/** Transfers item assignments from one customer to another. */
export async function handOverAssignments(
  ctx: TxCtx,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<void> {
  await ctx.tx
    .update(catalogItemAssignments)
    .set({ customerId: toId })
    .where(
      sql`${catalogItemAssignments.customerId} = ${fromId} and not exists (
        select 1 from catalog_item_assignments known
        where known.item_id = ${catalogItemAssignments.itemId} and known.customer_id = ${toId})`,
    );
  await ctx.tx.delete(catalogItemAssignments).where(eq(catalogItemAssignments.customerId, fromId));
}
