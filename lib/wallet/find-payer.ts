import { and, eq, isNotNull } from 'drizzle-orm';
import { accounts, transfers } from '@/db/schema/wallet';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import type { CustomerAccountKind } from './store';

/** Returns the customer's account that paid for a cause; null if nothing was charged for it. */
export async function findPayer(ctx: Ctx, causeKey: string): Promise<CustomerAccountKind | null> {
  const [row] = await readDb(ctx)
    .select({ kind: accounts.kind })
    .from(transfers)
    .innerJoin(accounts, eq(accounts.id, transfers.customerAccountId))
    .where(and(eq(transfers.causeKey, causeKey), isNotNull(accounts.customerId)))
    .limit(1);
  if (!row) return null;
  return row.kind === 'postpaid' ? 'postpaid' : 'wallet';
}
