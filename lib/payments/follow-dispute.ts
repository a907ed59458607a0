import type { TxCtx } from '@/lib/context';
import type { TopUpDisputeState } from '@/lib/kit/words';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { liftHolds } from '@/lib/services/lift-holds';
import { isStoppedByDispute } from '@/lib/services/lookups/disputes';
import { setHolds } from '@/lib/services/set-holds';
import { getSettings } from '@/lib/settings/get-settings';
import { listLiveServiceIds } from './lookups';
import { isHeldByBank } from './rules/payment-left';
import { type DisputeRow, saveDispute } from './store';

/**
 * Saves a dispute's new state with its effect on the customer's services: it stops them while the bank holds the money,
 * if the operator's settings say so, and after it is lost until staff let them run. The caller holds the locks on the
 * top-up, the customer and the schedules.
 */
export async function followDispute(
  ctx: TxCtx,
  {
    customerId,
    before,
    state,
    stateMovements,
  }: {
    customerId: number;
    before: DisputeRow;
    state: TopUpDisputeState;
    stateMovements: number;
  },
): Promise<void> {
  const stopsServices = await stops(ctx, before, state);
  const after = { ...before, state, stateMovements, stopsServices, updatedAt: ctx.now };
  await saveDispute(ctx, after);
  if (stopsServices && !before.stopsServices) await stopServices(ctx, { customerId });
  if (!stopsServices && before.stopsServices) await resumeUndisputed(ctx, { customerId });
}

/** Staff who let the services run are not overruled by more news of the same dispute. */
async function stops(ctx: TxCtx, before: DisputeRow, state: TopUpDisputeState): Promise<boolean> {
  if (!isHeldByBank(state)) return false;
  if (isHeldByBank(before.state)) return before.stopsServices;
  return (await getSettings(ctx)).disputeStopsServices;
}

async function stopServices(
  ctx: TxCtx,
  { customerId, note }: { customerId: number; note?: string | undefined },
): Promise<void> {
  const serviceIds = await listLiveServiceIds(ctx, customerId);
  await setHolds(ctx, { serviceIds, reason: 'dispute', note });
}

/** Stops services that joined a customer whose disputes stop theirs. */
export async function followDisputes(
  ctx: TxCtx,
  { customerId, note }: { customerId: number; note: string | undefined },
): Promise<void> {
  if (await isStoppedByDispute(ctx, customerId)) await stopServices(ctx, { customerId, note });
}

/** Lifts the hold unless another dispute of the customer still stops the services; returns whether it did. */
export async function resumeUndisputed(
  ctx: TxCtx,
  { customerId, note }: { customerId: number; note?: string },
): Promise<boolean> {
  if (await isStoppedByDispute(ctx, customerId)) return false;
  const serviceIds = await listLiveServiceIds(ctx, customerId);
  await startOwedPeriods(ctx, await liftHolds(ctx, { serviceIds, reason: 'dispute', note }));
  return true;
}
