import { eq } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import type { oneTimeTokens } from '@/db/schema/identity';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';

/** For creating a user in the same transaction; answers nothing about the customer but that it exists. */
export async function customerExists(ctx: Ctx, customerId: number): Promise<boolean> {
  const rows = await readDb(ctx)
    .select({ id: customers.id })
    .from(customers)
    .where(eq(customers.id, customerId));
  return rows.length === 1;
}

export type TokenKind = (typeof oneTimeTokens.$inferSelect)['kind'];
