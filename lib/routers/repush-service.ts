import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { serviceRouterStates } from '@/db/schema/routers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import { syncService } from '@/lib/services/sync-service';
import { getRouter } from './lookups/routers';
import { loadRouterOf } from './lookups/sessions';

export const RepushService = z.object({ serviceId: z.number().int().positive() });
export type RepushService = z.infer<typeof RepushService>;

/**
 * Rewrites everything of one service on its router, including its password, which routers mask, so that nobody can
 * check it. Disconnects nobody. Asking again before it is done has no further effect.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state` when the service is on no router, or on one that is
 *   out of service
 */
export async function repushService(ctx: Ctx, input: RepushService): Promise<void> {
  requireStaff(ctx, 'services.write');
  const { serviceId } = RepushService.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const { routerId, customerId } = await loadRouterOf(tctx, serviceId);
    if (routerId === null) return refuse('invalid-state', 'router_none');
    const router = await getRouter(tctx, routerId);
    if (router.status === 'off') refuse('invalid-state', 'router_is_off');
    // Raises the desired version, so that a running push does not count as this one.
    await syncService(tctx, { serviceId });
    const state = serviceRouterStates;
    await tctx.tx
      .update(state)
      .set({
        appliedVersion: sql`0`,
        passwordFingerprint: null,
        nextAttemptAt: null,
        failure: sql`nullif(${state.failure}, 'left_as_is')`,
      })
      .where(and(eq(state.serviceId, serviceId), eq(state.routerId, routerId)));
    await recordAudit(tctx, {
      action: 'router.repush',
      subject: { kind: 'service', id: serviceId },
      customerId,
      after: { routerId },
    });
    await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
  });
}
