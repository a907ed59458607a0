import { and, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { serviceRouterStates } from '@/db/schema/routers';
import { inTransaction } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { approveAdoption } from '../approve-adoption';
import { loadServices } from '../lookups/desired';
import { lockRouter } from '../store';

export const AdoptRows = z.object({
  routerId: z.number().int().positive(),
  serviceIds: z.array(z.number().int().positive()).min(1, 'router_choose_rows').max(500),
});
export type AdoptRows = z.infer<typeof AdoptRows>;

/**
 * Lets these services adopt the rows of their names at the next push. Services that the router has confirmed, or that
 * are not on it, need no row and are skipped. Idempotent.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function adoptRows(ctx: Ctx, input: AdoptRows): Promise<{ approved: number }> {
  requireStaff(ctx, 'routers.write');
  const { routerId, serviceIds } = AdoptRows.parse(input);
  return inTransaction(ctx, async (tctx) => {
    await lockRouter(tctx, routerId);
    const here = await loadServices(tctx, routerId, serviceIds);
    const open = here.filter(({ service, appliedVersion, adoptionApproved }) => {
      return service.isHere && appliedVersion === 0n && !adoptionApproved;
    });
    const ids = open.map(({ service }) => service.serviceId);
    await noteConflicts(tctx, routerId, ids);
    for (const serviceId of ids) await approveAdoption(tctx, { routerId, serviceId });
    return { approved: ids.length };
  });
}

/** Records the conflict that a first push would find: a row of the service's name that is not ours. */
async function noteConflicts(
  ctx: TxCtx,
  routerId: number,
  serviceIds: readonly number[],
): Promise<void> {
  if (serviceIds.length === 0) return;
  const conflict = { failure: 'conflict' as const, failedAt: ctx.now };
  await ctx.tx
    .insert(serviceRouterStates)
    .values(serviceIds.map((serviceId) => ({ serviceId, routerId, ...conflict })))
    .onConflictDoNothing();
  await ctx.tx
    .update(serviceRouterStates)
    .set(conflict)
    .where(
      and(
        eq(serviceRouterStates.routerId, routerId),
        inArray(serviceRouterStates.serviceId, [...serviceIds]),
        sql`${serviceRouterStates.appliedVersion} = 0`,
      ),
    );
}
