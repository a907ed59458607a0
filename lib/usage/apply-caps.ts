import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { liftHolds } from '@/lib/services/lift-holds';
import { setHolds } from '@/lib/services/set-holds';
import { setThrottled } from '@/lib/services/set-throttled';
import { lockForCap } from './allocation-store';
import { type CapFacts, listCapFacts } from './lookups/metering';
import { decideCap } from './rules/buckets';

export type AppliedCaps = { blocked: number[]; slowed: number[]; restored: number[] };

/**
 * Sets the data cap of these services to match their remaining data: blocks or throttles those with none, restores
 * those with some. Runs in the caller's transaction after data was granted, used or ended; idempotent. The services
 * stay locked until the transaction ends, so a grant cannot race with the last byte.
 */
export async function applyCaps(
  ctx: TxCtx,
  input: { serviceIds: readonly number[]; at?: Date },
): Promise<AppliedCaps> {
  if (input.serviceIds.length === 0) return { blocked: [], slowed: [], restored: [] };
  await lockForCap(ctx, input.serviceIds);
  const facts = await listCapFacts(ctx, input.serviceIds, input.at ?? ctx.now);
  const decided = (decision: ReturnType<typeof decideCap>) =>
    facts.filter((row) => decisionFor(row) === decision).map((row) => row.serviceId);
  const restored = decided('restore');
  const blocked = await setHolds(ctx, { serviceIds: decided('block'), reason: 'data_cap' });
  const slowed = await setThrottled(ctx, { serviceIds: decided('slow'), throttled: true });
  await liftHolds(ctx, { serviceIds: restored, reason: 'data_cap' });
  await setThrottled(ctx, { serviceIds: restored, throttled: false });
  const usedUp = new Set([...blocked, ...slowed]);
  await emitEvents(
    ctx,
    facts
      .filter((row) => usedUp.has(row.serviceId))
      .map(({ serviceId, customerId }) => ({
        name: 'allocation/used-up' as const,
        data: { serviceId, customerId },
      })),
  );
  return { blocked, slowed, restored };
}

/** A service that is off anyway is not blocked as well, but a cap is always lifted at once. */
function decisionFor(facts: CapFacts) {
  const decision = decideCap(facts);
  return facts.isActive || decision === 'restore' ? decision : 'none';
}
