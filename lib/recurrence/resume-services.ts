import { inTransaction } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { lockSchedules } from '@/lib/locks/lock-schedules';
import { listServicesShortOfCredit } from './lookups';
import { type OwedOutcome, startOwedOrPark, startOwedPeriods } from './start-owed-periods';

/**
 * Puts a customer's services back that lack of credit keeps off, as far as the credit goes. Safe to
 * repeat: a service that resumed no longer waits for credit. One that fails is parked and stops no other.
 */
export async function resumeServices(
  ctx: Ctx,
  input: { customerId: number },
): Promise<OwedOutcome[]> {
  requireCustomerAccess(ctx, input.customerId, 'services.read');
  return inTransaction(ctx, async (tctx) => {
    await lockSchedules(tctx, input.customerId);
    const waiting = await listServicesShortOfCredit(tctx, input.customerId);
    return startOwedPeriods(tctx, waiting, startOwedOrPark);
  });
}
