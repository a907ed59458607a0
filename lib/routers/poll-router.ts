import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import type { RouterFailure } from '@/lib/kit/words';
import { type IngestOutcome, ingestUsage } from '@/lib/usage/ingest-usage';
import { recordPollGap } from '@/lib/usage/record-poll-gap';
import { isUnavailable, withRouter } from './open-router';
import { readCounters } from './read-counters';
import { retryDelayMs } from './rules';
import { getRouter, markReached, markUnavailable } from './store';

export const PollRouter = z.object({ routerId: z.number().int().positive() });
export type PollRouter = z.infer<typeof PollRouter>;

export type PollResult =
  | IngestOutcome
  | { readonly kind: 'off' }
  | { readonly kind: 'unreachable'; readonly failure: RouterFailure };

/**
 * Reads the counters of a router once and books them as of `ctx.now`. A router that does not answer
 * leaves a gap that graphs show; what flowed meanwhile is booked by the next poll.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function pollRouter(ctx: Ctx, input: PollRouter): Promise<PollResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { routerId } = PollRouter.parse(input);
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  const counters = await withRouter(router, readCounters);
  if (isUnavailable(counters)) {
    const { failure } = counters;
    const retryAt = new Date(ctx.now.getTime() + retryDelayMs(router.failureCount + 1));
    await inTransaction(ctx, async (tctx) => {
      await markUnavailable(tctx, routerId, failure, retryAt);
      await recordPollGap(tctx, { routerId });
    });
    return { kind: 'unreachable', failure };
  }
  return inTransaction(ctx, async (tctx) => {
    await markReached(tctx, routerId, { confirmed: 0, failed: 0 });
    return ingestUsage(tctx, { routerId, polledAt: ctx.now, ...counters });
  });
}
