import { desc, eq, sql } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { topUpDisputes, topUps } from '@/db/schema/payments';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { TopUpDisputeState } from '@/lib/kit/words';
import { PAGE_ROWS_MAX } from '@/lib/lists/rules';

export type DisputeView = {
  id: string;
  topUpId: string;
  customerId: number;
  customerName: string;
  /** Minor units of `currency`. */
  amountMinor: bigint;
  currency: string;
  state: TopUpDisputeState;
  /** Stripe's reason code. */
  reason: string;
  withdrawnMinor: bigint;
  reinstatedMinor: bigint;
  /** The customer's services are stopped because of it. */
  stopsServices: boolean;
  createdAt: Date;
  updatedAt: Date;
};

/** Lists disputes, open ones first, then newest first; at most 50. */
export async function listDisputes(ctx: Ctx): Promise<DisputeView[]> {
  requireStaff(ctx, 'payments.read');
  const isOver = sql`(${topUpDisputes.state} not in ('inquiry', 'open'))`;
  return readDb(ctx)
    .select({
      id: topUpDisputes.id,
      topUpId: topUpDisputes.topUpId,
      customerId: topUps.customerId,
      customerName: customers.name,
      amountMinor: topUpDisputes.amountMinor,
      currency: topUps.currency,
      state: topUpDisputes.state,
      reason: topUpDisputes.reason,
      withdrawnMinor: topUpDisputes.withdrawnMinor,
      reinstatedMinor: topUpDisputes.reinstatedMinor,
      stopsServices: topUpDisputes.stopsServices,
      createdAt: topUpDisputes.createdAt,
      updatedAt: topUpDisputes.updatedAt,
    })
    .from(topUpDisputes)
    .innerJoin(topUps, eq(topUps.id, topUpDisputes.topUpId))
    .innerJoin(customers, eq(customers.id, topUps.customerId))
    .orderBy(isOver, desc(topUpDisputes.updatedAt), desc(topUpDisputes.id))
    .limit(PAGE_ROWS_MAX);
}
