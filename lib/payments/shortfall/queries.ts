import { and, eq, notInArray, sql } from 'drizzle-orm';
import { topUps } from '@/db/schema/payments';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireCustomerAccess } from '@/lib/identity/authorise';
import { uuidOf } from '@/lib/kit/ids';
import type { TopUpStatus } from '@/lib/kit/words';

const openStatuses: TopUpStatus[] = ['created', 'pending'];

/**
 * The id the next top-up for one purpose will have: the same in every tab and on every reload until the
 * payer finishes or gives up, so that one shortfall is never paid twice.
 * @param input.purpose what the money is for, such as `service:7` or `order:<id>`
 */
export async function proposeTopUpId(
  ctx: Ctx,
  input: { customerId: number; purpose: string; amountMinor: bigint },
): Promise<string> {
  const { customerId, purpose, amountMinor } = input;
  requireCustomerAccess(ctx, customerId, 'payments.read');
  const [row] = await readDb(ctx)
    .select({ count: sql<number>`count(*)::int` })
    .from(topUps)
    .where(and(eq(topUps.customerId, customerId), notInArray(topUps.status, openStatuses)));
  return uuidOf(`${customerId}|${purpose}|${amountMinor}|${row?.count ?? 0}`);
}
