import { inTransaction } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { executeLocked } from './execute-orders';
import { lockWaitingSubjects } from './lock-subject';
import { listUndecided } from './lookups/undecided';

/**
 * Spends new credit: first on the order it was paid for, then on services stopped for lack of credit, then on
 * waiting orders. A service whose paid plan change came to nothing does not renew on the plan it was to leave: its
 * customer decides (`renewService`). Called right after the credit commits, so that a paid service is online at once, and again
 * from `wallet/credited`, so that no credit is missed. Idempotent.
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
    const except = await listUndecided(tctx, customerId);
    await resumeServices(tctx, { customerId, except });
    await executeLocked(tctx, { customerId, waiting });
  });
}
