import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { refuse } from '@/lib/kit/errors';
import { askLook } from '../look-store';
import { findSetup } from '../lookups/routers';
import { lockRouter } from '../store';
import { letIn, saveProgress } from './setup-store';

export const FinishSetup = z.object({ routerId: z.number().int().positive() });
export type FinishSetup = z.infer<typeof FinishSetup>;

/**
 * Puts a router into service: from now on its services are pushed and its counters read. Idempotent.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state` before the connection was tested or the first sync
 *   rehearsed
 */
export async function finishSetup(ctx: Ctx, input: FinishSetup): Promise<void> {
  requireStaff(ctx, 'routers.write');
  const { routerId } = FinishSetup.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const router = await lockRouter(tctx, routerId);
    const setup = await findSetup(tctx, routerId);
    if (router.status !== 'off' && setup?.finishedAt) return;
    if (!setup?.checkedAt) refuse('invalid-state', 'router_setup_untested');
    if (!setup.rehearsedAt) refuse('invalid-state', 'router_setup_unrehearsed');
    await letIn(tctx, routerId);
    await askLook(tctx, routerId);
    await saveProgress(tctx, routerId, { finishedAt: setup.finishedAt ?? ctx.now });
    await recordAudit(tctx, {
      action: 'router.start',
      subject: { kind: 'router', id: routerId },
      before: { status: router.status },
      after: { status: 'online' },
    });
    await emitEvents(tctx, [{ name: 'router/dirty', data: { routerId } }]);
  });
}
