import type { TxCtx } from '@/lib/context';
import type { TopUpDisputeState } from '@/lib/kit/words';
import { liftHolds } from '@/lib/services/lift-holds';
import { setHolds } from '@/lib/services/set-holds';
import { getSettings } from '@/lib/settings/queries';
import { listLiveServiceIds } from './queries';
import type { TopUpRow } from './store';

/**
 * Stops the customer's services while the bank holds their payment back, when the operator's settings say
 * so, and lifts that once the dispute ends in our favour. A lost one stays for staff to decide.
 */
export async function followDispute(
  ctx: TxCtx,
  topUp: TopUpRow,
  { state, before }: { state: TopUpDisputeState; before: TopUpDisputeState | null },
): Promise<void> {
  if (state === before) return;
  if (state === 'open' && (await getSettings(ctx)).disputeStopsServices) {
    const serviceIds = await listLiveServiceIds(ctx, topUp.customerId);
    await setHolds(ctx, { serviceIds, reason: 'dispute' });
  }
  if (state === 'won' || state === 'closed') {
    const serviceIds = await listLiveServiceIds(ctx, topUp.customerId);
    await liftHolds(ctx, { serviceIds, reason: 'dispute' });
  }
}
