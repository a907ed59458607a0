import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { listDirtyRouterIds } from './lookups/desired';

/**
 * Emits again which routers have work due, in case an earlier event was lost or an attempt failed. Skips routers that
 * are waiting for their retry time.
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
