import { and, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { serviceHistory, services } from '@/db/schema/services';
import { inTransaction } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { addSeconds } from '@/lib/kit/time';
import { lockService } from './lock-service';
import { recordHistory } from './record-history';

export const SyncService = z.object({ serviceId: z.number().int().positive() });

const QUIET_SECONDS = 30;

/**
 * Requests an immediate sync of a service with its router, instead of waiting for the next retry. Requests
 * within half a minute of the last one are no-ops, because that one is still in progress.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function syncService(ctx: Ctx, input: z.infer<typeof SyncService>): Promise<void> {
  const { serviceId } = SyncService.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const { customerId, routerId } = await lockService(tctx, serviceId);
    requireCustomerAccess(ctx, customerId, 'services.write');
    if (routerId === null) return;
    const asked = await tctx.tx
      .select({ id: serviceHistory.id })
      .from(serviceHistory)
      .where(
        and(
          eq(serviceHistory.serviceId, serviceId),
          eq(serviceHistory.action, 'sync_asked'),
          gt(serviceHistory.at, addSeconds(ctx.now, -QUIET_SECONDS)),
        ),
      )
      .limit(1);
    if (asked.length > 0) return;
    // A version the router has not confirmed makes the service due; triggers notify the jobs.
    await tctx.tx
      .update(services)
      .set({ desiredVersion: sql`${services.desiredVersion} + 1`, updatedAt: ctx.now })
      .where(eq(services.id, serviceId));
    await recordHistory(tctx, [{ serviceId, customerId, action: 'sync_asked' }]);
  });
}
