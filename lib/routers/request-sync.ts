import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import { askLook } from './look-store';
import { endWaits, lockRouter } from './store';

export const RequestSync = z.object({ routerId: z.number().int().positive() });
export type RequestSync = z.infer<typeof RequestSync>;

/**
 * Requests a look at a router and a push of everything due on it, without waiting for the next retry. Rows the router
 * no longer shows become due again. A no-op while a run is active, because only one runs at a time and it reads what is
 * due then.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state` when the router is out of service
 */
export async function requestSync(ctx: Ctx, input: RequestSync): Promise<void> {
  requireStaff(ctx, 'routers.write');
  const { routerId } = RequestSync.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const router = await lockRouter(tctx, routerId);
    if (router.status === 'off') refuse('invalid-state', 'router_is_off');
    await endWaits(tctx, routerId);
    await askLook(tctx, routerId);
    await recordAudit(tctx, { action: 'router.sync', subject: { kind: 'router', id: routerId } });
    await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
  });
}
