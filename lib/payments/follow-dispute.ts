import type { TxCtx } from '@/lib/context';
import type { TopUpDisputeState } from '@/lib/kit/words';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { liftHolds } from '@/lib/services/lift-holds';
import { setHolds } from '@/lib/services/set-holds';
import { getSettings } from '@/lib/settings/get-settings';
import { listLiveServiceIds } from './lookups';

/**
 * Stops the customer's services while a dispute is open, if the operator's settings say so, and resumes them
 * when the dispute is resolved in our favour. After a lost dispute they stay stopped until staff decide.
 */
export async function followDispute(
  ctx: TxCtx,
  { customerId, state }: { customerId: number; state: TopUpDisputeState },
): Promise<void> {
  if (state === 'open' && (await getSettings(ctx)).disputeStopsServices) {
    const serviceIds = await listLiveServiceIds(ctx, customerId);
    await setHolds(ctx, { serviceIds, reason: 'dispute' });
  }
  if (state === 'won' || state === 'closed') {
    const serviceIds = await listLiveServiceIds(ctx, customerId);
    await startOwedPeriods(ctx, await liftHolds(ctx, { serviceIds, reason: 'dispute' }));
  }
}
