import type { TxCtx } from '@/lib/context';
import type { HoldReason } from '@/lib/kit/words';
import { recordHistory } from './record-history';
import { customersOf, insertHolds } from './store';

export type SetHolds = {
  serviceIds: readonly number[];
  reason: HoldReason;
  note?: string | undefined;
  /** Business day on which the hold is lifted automatically. */
  until?: string | undefined;
  /** When it began, by service, if that was before now. */
  since?: ReadonlyMap<number, Date> | undefined;
};

/**
 * Adds the hold to services that lack it, in the caller's transaction, and returns those services. Triggers
 * update the status and notify the router.
 */
export async function setHolds(ctx: TxCtx, input: SetHolds): Promise<number[]> {
  const set = await insertHolds(ctx, input.serviceIds, input);
  const customers = await customersOf(ctx, set);
  await recordHistory(
    ctx,
    set.map((serviceId) => ({
      serviceId,
      customerId: customers.get(serviceId) ?? 0,
      action: 'hold_set',
      hold: input.reason,
      after: input.until ? { until: input.until } : undefined,
      reason: input.note,
    })),
  );
  return set;
}
