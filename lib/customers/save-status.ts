import { eq } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import type { TxCtx } from '@/lib/context';
import type { CustomerStatus } from '@/lib/kit/words';

/** Writes the status of a customer whose row is locked; the caller updates the services. */
export async function saveStatus(
  ctx: TxCtx,
  { customerId, status }: { customerId: number; status: CustomerStatus },
): Promise<void> {
  await ctx.tx
    .update(customers)
    .set({ status, updatedAt: ctx.now })
    .where(eq(customers.id, customerId));
}
