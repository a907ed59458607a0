import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import { listRoutersToPoll } from './lookups/metering';

export const RequestPoll = z.object({ routerId: z.number().int().positive() });
export type RequestPoll = z.infer<typeof RequestPoll>;

/**
 * Requests a poll of a router now instead of in the next round. An extra poll books nothing twice: counters are
 * cumulative, and only their difference is booked.
 * @throws DomainError `forbidden` | `invalid-state` for a router that is disabled or unknown
 */
export async function requestPoll(ctx: Ctx, input: RequestPoll): Promise<void> {
  requireStaff(ctx, 'routers.write');
  const { routerId } = RequestPoll.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const inUse = await listRoutersToPoll(tctx);
    if (!inUse.includes(routerId)) refuse('invalid-state', 'router_is_off');
    await recordAudit(tctx, { action: 'router.poll', subject: { kind: 'router', id: routerId } });
    await emitEvents(tctx, [{ name: 'router/poll.due', data: { routerId } }]);
  });
}
