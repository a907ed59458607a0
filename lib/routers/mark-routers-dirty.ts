import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { listDirtyRouterIds } from './lookups/desired';

/**
 * Says again which routers have something due, in case an earlier word was lost or an attempt
 * failed. A router that is still waiting for its retry time is left in peace.
 * @throws DomainError `forbidden`
 */
export async function markRoutersDirty(ctx: Ctx): Promise<{ routerIds: number[] }> {
  requireStaffOrSystem(ctx, 'routers.write');
  const routerIds = await listDirtyRouterIds(ctx);
  await inTransaction(ctx, (tctx) =>
    emitEvents(
      tctx,
      routerIds.map((routerId) => ({ name: 'router/dirty' as const, data: { routerId } })),
    ),
  );
  return { routerIds };
}
