import { and, eq, notInArray, sql } from 'drizzle-orm';
import { topUps } from '@/db/schema/payments';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { uuidOf } from '@/lib/kit/ids';
import type { TopUpStatus } from '@/lib/kit/words';
import { listBack } from '@/lib/payments/lookups';
import { type Aftermath, aftermathOf } from '@/lib/payments/rules/aftermath';
import { paidAmount } from '@/lib/payments/rules/payment-left';
import { getTopUp } from '@/lib/screens/shared/top-ups';

/**
 * Returns the refunds and disputes of a top-up, for its subscriber and for staff.
 * @throws DomainError `not-found`, also for another customer's top-up
 */
export async function getTopUpAftermath(ctx: Ctx, topUpId: string): Promise<Aftermath> {
  const { minor: amountMinor } = paidAmount(await getTopUp(ctx, topUpId));
  return aftermathOf({ amountMinor, ...(await listBack(ctx, topUpId)) });
}

const openStatuses: TopUpStatus[] = ['created', 'pending'];

/**
 * Returns the id of the next top-up for one purpose. The id is the same in every tab and on every reload until
 * the payer pays or cancels, so that one shortfall is never paid twice.
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
