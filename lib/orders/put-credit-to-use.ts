import { inTransaction } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { executeLocked } from './execute-orders';
import { lockWaitingSubjects } from './lock-subject';
import { listUndecided } from './lookups/undecided';

/** What the credit was used for. */
export type CreditUsed = { started: number[]; executed: string[] };

/**
 * Spends new credit: first on the order it was paid for, then on services stopped for lack of credit, then on
 * waiting orders. A service whose paid plan change came to nothing does not renew on the plan it was to leave: its
 * customer decides (`renewService`). Called right after the credit commits, so that a paid service is online at once, and again
 * from `wallet/credited`, so that no credit is missed. Idempotent.
 */
export async function putCreditToUse(
  ctx: Ctx,
  { customerId, orderId }: { customerId: number; orderId?: string | null },
): Promise<CreditUsed> {
  requireCustomerAccess(ctx, customerId, 'orders.write');
  return inTransaction(ctx, async (tctx) => {
    // Before any other lock, and only once: an order listed again later could be locked after the wallet.
    const waiting = await lockWaitingSubjects(tctx, customerId);
    const paidFor = waiting.filter(({ id }) => id === orderId);
    const first = await executeLocked(tctx, { customerId, waiting: paidFor });
    const except = await listUndecided(tctx, customerId);
    const resumed = await resumeServices(tctx, { customerId, except });
    const others = await executeLocked(tctx, { customerId, waiting });
    const started = resumed.filter(({ outcome }) => outcome === 'started');
    const settled = [...first, ...others].filter(({ outcome }) => outcome === 'executed');
    return {
      started: started.map(({ serviceId }) => serviceId),
      executed: settled.map(({ orderId }) => orderId),
    };
  });
}
