import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { insertGap, lockPoller } from './store';

/**
 * Records that a router's counters cannot be read. The gap began with the last booked poll and lasts until the next
 * one; a router that was never read has none. Idempotent.
 * @throws DomainError `forbidden`
 */
export async function recordPollGap(ctx: Ctx, input: { routerId: number }): Promise<void> {
  requireStaffOrSystem(ctx, 'routers.write');
  await inTransaction(ctx, async (ctx) => {
    const { lastPolledAt } = await lockPoller(ctx, input.routerId);
    if (lastPolledAt === null) return;
    const { routerId } = input;
    await insertGap(ctx, { routerId, startsAt: lastPolledAt, endsAt: null, reason: 'unreachable' });
  });
}
