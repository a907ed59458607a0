import { eq } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import type { oneTimeTokens } from '@/db/schema/identity';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';

/** Whether the customer exists, for creating a user in the same transaction. */
export async function customerExists(ctx: Ctx, customerId: number): Promise<boolean> {
  const rows = await readDb(ctx)
    .select({ id: customers.id })
    .from(customers)
    .where(eq(customers.id, customerId));
  return rows.length === 1;
}

export type TokenKind = (typeof oneTimeTokens.$inferSelect)['kind'];
