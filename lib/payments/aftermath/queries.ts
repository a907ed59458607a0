import { asc, eq } from 'drizzle-orm';
import { topUpDisputes, topUpRefunds } from '@/db/schema/payments';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { getTopUp } from '../queries';
import { type Aftermath, aftermathOf } from '../rules/aftermath';

/**
 * What became of a top-up after it was paid: refunds and disputes, for its subscriber and for staff.
 * @throws DomainError `not-found`, for another customer's top-up too
 */
export async function getTopUpAftermath(ctx: Ctx, topUpId: string): Promise<Aftermath> {
  const { amountMinor } = await getTopUp(ctx, topUpId);
  const db = readDb(ctx);
  const [refunds, disputes] = await Promise.all([
    db
      .select({ amountMinor: topUpRefunds.amountMinor, status: topUpRefunds.status })
      .from(topUpRefunds)
      .where(eq(topUpRefunds.topUpId, topUpId))
      .orderBy(asc(topUpRefunds.createdAt)),
    db
      .select({
        amountMinor: topUpDisputes.amountMinor,
        withdrawnMinor: topUpDisputes.withdrawnMinor,
        state: topUpDisputes.state,
      })
      .from(topUpDisputes)
      .where(eq(topUpDisputes.topUpId, topUpId))
      .orderBy(asc(topUpDisputes.createdAt)),
  ]);
  return aftermathOf({ amountMinor, refunds, disputes });
}
