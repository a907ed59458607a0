import { inTransaction } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { listServicesShortOfCredit } from './lookups';
import { type OwedOutcome, startOwedOrPark, startOwedPeriods } from './start-owed-periods';

/**
 * Resumes a customer's services that are stopped for lack of credit, as far as the credit reaches.
 * Idempotent: a resumed service no longer waits for credit. A failing service is parked and does not stop the
 * others. Services in `except` stay as they are.
 */
export async function resumeServices(
  ctx: Ctx,
  input: { customerId: number; except?: ReadonlySet<number> },
): Promise<OwedOutcome[]> {
  requireCustomerAccess(ctx, input.customerId, 'services.read');
  return inTransaction(ctx, async (tctx) => {
    await lockSchedules(tctx, input.customerId);
    const waiting = await listServicesShortOfCredit(tctx, input.customerId);
    const wanted = waiting.filter((serviceId) => !input.except?.has(serviceId));
    return startOwedPeriods(tctx, wanted, startOwedOrPark);
  });
}
