import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import { getRouter } from './lookups/routers';
import { approveState } from './state-store';

export const ApproveAdoption = z.object({
  routerId: z.number().int().positive(),
  serviceId: z.number().int().positive(),
});
export type ApproveAdoption = z.infer<typeof ApproveAdoption>;

/**
 * Lets a service adopt untagged rows of its name, and retries at once. Rows of another service are never adopted.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state` when there is no conflict
 */
export async function approveAdoption(ctx: Ctx, input: ApproveAdoption): Promise<void> {
  requireStaff(ctx, 'routers.write');
  const { routerId, serviceId } = ApproveAdoption.parse(input);
  await inTransaction(ctx, async (tctx) => {
    await getRouter(tctx, routerId);
    const isApproved = await approveState(tctx, routerId, serviceId);
    if (!isApproved) refuse('invalid-state', 'router_no_conflict');
    await recordAudit(tctx, {
      action: 'router.adopt',
      subject: { kind: 'service', id: serviceId },
      after: { routerId },
    });
    await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
  });
}
