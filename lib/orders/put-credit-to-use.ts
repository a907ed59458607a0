import { inTransaction } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { executeLocked } from './execute-orders';
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
  requireCustomerAccess(ctx, customerId, 'orders.write');
  await inTransaction(ctx, async (tctx) => {
    // Before any other lock, and only once: an order listed again later could be locked after the wallet.
    const waiting = await lockWaitingSubjects(tctx, customerId);
    const paidFor = waiting.filter(({ id }) => id === orderId);
    await executeLocked(tctx, { customerId, waiting: paidFor });
    await resumeServices(tctx, { customerId });
    await executeLocked(tctx, { customerId, waiting });
  });
}
