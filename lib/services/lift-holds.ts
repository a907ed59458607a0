import type { TxCtx } from '@/lib/context';
import type { HoldReason } from '@/lib/kit/words';
import { recordHistory } from './record-history';
import { customersOf, deleteHolds } from './store';

export type LiftHolds = {
  serviceIds: readonly number[];
  reason: HoldReason;
  note?: string | undefined;
};

/**
 * Lifts a hold in the caller's transaction and returns the services that had it. Callers then run
 * `startOwedPeriods` to settle what has become due: a first charge, a lapsed period, a waiting service.
 */
export async function liftHolds(ctx: TxCtx, input: LiftHolds): Promise<number[]> {
  const lifted = await deleteHolds(ctx, input.serviceIds, input.reason);
  const customers = await customersOf(ctx, lifted);
  await recordHistory(
    ctx,
    lifted.map((serviceId) => ({
      serviceId,
      customerId: customers.get(serviceId) ?? 0,
      action: 'hold_lifted',
      hold: input.reason,
      reason: input.note,
    })),
  );
  return lifted;
}
