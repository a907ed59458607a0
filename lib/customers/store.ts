import { eq } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import type { TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';

export type CustomerRow = typeof customers.$inferSelect;

/** Locks the customer so that a status change and a new service cannot pass each other. */
export async function lockCustomer(ctx: TxCtx, customerId: number): Promise<CustomerRow> {
  const [row] = await ctx.tx
    .select()
    .from(customers)
    .where(eq(customers.id, customerId))
    .for('no key update');
  return found(row);
}
