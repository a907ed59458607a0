import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { applyCaps } from './apply-caps';
import { listCapCandidates } from './lookups/metering';

/** Services settled per transaction, few enough that nothing waits long for their locks. */
const CHUNK = 500;
const CANDIDATES_MAX = 10_000;

export type SweptAllocations = { blocked: number; slowed: number; restored: number };

/**
 * Applies the passing of time to services' data: blocks or throttles those whose last valid allocation expired and
 * that have no renewal to wait for, and restores those whose data becomes valid. Concurrent or repeated sweeps settle
 * each service once.
 * @throws DomainError `forbidden`
 */
export async function sweepAllocations(ctx: Ctx): Promise<SweptAllocations> {
  requireStaffOrSystem(ctx, 'services.write');
  const ids = await listCapCandidates(ctx, CANDIDATES_MAX);
  const total = { blocked: 0, slowed: 0, restored: 0 };
  for (let from = 0; from < ids.length; from += CHUNK) {
    const serviceIds = ids.slice(from, from + CHUNK);
    const settled = await inTransaction(ctx, (ctx) => applyCaps(ctx, { serviceIds }));
    total.blocked += settled.blocked.length;
    total.slowed += settled.slowed.length;
    total.restored += settled.restored.length;
  }
  return total;
}
