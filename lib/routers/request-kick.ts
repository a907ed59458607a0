import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import { saveKick } from './kick-store';
import { getRouter } from './lookups/routers';
import { loadSessionOwner } from './lookups/sessions';

export const RequestKick = z.object({ serviceId: z.number().int().positive() });
export type RequestKick = z.infer<typeof RequestKick>;

/**
 * Requests the end of a service's running session, so that its equipment signs in again. The request carries its time:
 * sessions that begin later are not affected, however often it is carried out.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state` when the service has no sessions, or its router is
 *   out of service
 */
export async function requestKick(ctx: Ctx, input: RequestKick): Promise<void> {
  requireStaff(ctx, 'services.write');
  const { serviceId } = RequestKick.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const owner = await loadSessionOwner(tctx, serviceId);
    if (owner.kind === 'none') return refuse('invalid-state', 'router_no_sessions');
    const { routerId, customerId } = owner;
    const router = await getRouter(tctx, routerId);
    if (router.status === 'off') refuse('invalid-state', 'router_is_off');
    const askedAt = ctx.now.toISOString();
    await recordAudit(tctx, {
      action: 'router.kick',
      subject: { kind: 'service', id: serviceId },
      customerId,
      after: { routerId },
    });
    await saveKick(tctx, { routerId, serviceId, askedAt: ctx.now });
    await emitEvents(tctx, [
      { name: 'router/kick.asked', data: { routerId, serviceId, customerId, askedAt } },
    ]);
  });
}
