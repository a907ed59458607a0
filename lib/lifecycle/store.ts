import { and, eq, getTableColumns, inArray } from 'drizzle-orm';
import {
  scheduledChanges,
  serviceDiscounts,
  serviceHolds,
  serviceNetworks,
  services,
} from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { HoldReason } from '@/lib/kit/words';

export type ServiceParts = {
  additionalNetworks: string[];
  discounts: Omit<typeof serviceDiscounts.$inferSelect, 'id' | 'serviceId'>[];
};

/** Reads the parts of a service that are stored in tables of their own, as they were before a change. */
export async function readParts(ctx: TxCtx, serviceId: number): Promise<ServiceParts> {
  const networks = await ctx.tx
    .select({ network: serviceNetworks.network })
    .from(serviceNetworks)
    .where(eq(serviceNetworks.serviceId, serviceId));
  const { id: _id, serviceId: _serviceId, ...columns } = getTableColumns(serviceDiscounts);
  const discounts = await ctx.tx
    .select(columns)
    .from(serviceDiscounts)
    .where(eq(serviceDiscounts.serviceId, serviceId))
    .orderBy(serviceDiscounts.id);
  return { additionalNetworks: networks.map(({ network }) => network).sort(), discounts };
}

export async function findHold(
  ctx: TxCtx,
  { serviceId, reason }: { serviceId: number; reason: HoldReason },
): Promise<{ since: Date; until: string | null } | undefined> {
  const [row] = await ctx.tx
    .select({ since: serviceHolds.since, until: serviceHolds.until })
    .from(serviceHolds)
    .where(and(eq(serviceHolds.serviceId, serviceId), eq(serviceHolds.reason, reason)));
  return row;
}

/**
 * Cancels the pending changes of an archived service, which can no longer happen. A change that another
 * transaction is cancelling is skipped.
 */
export async function cancelPendingChanges(ctx: TxCtx, serviceId: number): Promise<void> {
  const waiting = ctx.tx
    .select({ id: scheduledChanges.id })
    .from(scheduledChanges)
    .where(and(eq(scheduledChanges.serviceId, serviceId), eq(scheduledChanges.state, 'pending')))
    .for('update', { skipLocked: true });
  await ctx.tx
    .update(scheduledChanges)
    .set({ state: 'cancelled', settledAt: ctx.now })
    .where(inArray(scheduledChanges.id, waiting));
}

/** Returns whose service it is, before anything is locked: the customer's lock comes first. */
export async function customerOf(ctx: TxCtx, serviceId: number): Promise<number> {
  const [row] = await ctx.tx
    .select({ customerId: services.customerId })
    .from(services)
    .where(eq(services.id, serviceId));
  return found(row).customerId;
}
