import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { executeWaitingOrders } from './execute-orders';
import { lockWaitingSubjects } from './lock-subject';

/**
 * What happens the moment credit arrives: first the order the money was paid for, then the services that
 * lack of credit keeps off, then the orders that waited. Right after the credit has committed, so that paid
 * means online; again from `wallet/credited`, harmlessly, so that no credit is ever overlooked.
 */
export async function putCreditToUse(
  ctx: Ctx,
  { customerId, orderId }: { customerId: number; orderId?: string | null },
): Promise<void> {
  await inTransaction(ctx, async (tctx) => {
    // First of all locks, before any order: two that use the same credit must not wait in a circle.
    await lockWaitingSubjects(tctx, customerId);
    if (orderId) await executeWaitingOrders(tctx, { customerId, orderId });
    await resumeServices(tctx, { customerId });
    await executeWaitingOrders(tctx, { customerId });
  });
}
