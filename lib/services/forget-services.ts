import { inArray } from 'drizzle-orm';
import { scheduledChanges, serviceDiscounts, serviceHolds, services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';

/**
 * Clears the personal and location fields of the customers' archived services; returns their ids and former
 * logins.
 */
export async function forgetServices(
  ctx: TxCtx,
  customerIds: readonly number[],
): Promise<{ serviceIds: number[]; logins: string[] }> {
  const rows = await ctx.tx
    .select({ id: services.id, login: services.login })
    .from(services)
    .where(inArray(services.customerId, [...customerIds]));
  const serviceIds = rows.map(({ id }) => id);
  const logins = rows.flatMap(({ login }) => (login === null ? [] : [login.toLowerCase()]));
  if (serviceIds.length === 0) return { serviceIds, logins };
  await ctx.tx
    .update(services)
    .set({
      ...{ description: '', login: null, passwordSealed: null, macAddresses: [], portId: null },
      ...{ ipv4Mode: 'none', ipv4Address: null, ipv4PoolId: null, ipv6Prefix: null },
      ...{ latitude: null, longitude: null, siteId: null, updatedAt: ctx.now },
    })
    .where(inArray(services.id, serviceIds));
  await ctx.tx
    .update(serviceHolds)
    .set({ note: null })
    .where(inArray(serviceHolds.serviceId, serviceIds));
  await ctx.tx
    .update(serviceDiscounts)
    .set({ text: '' })
    .where(inArray(serviceDiscounts.serviceId, serviceIds));
  await ctx.tx.delete(scheduledChanges).where(inArray(scheduledChanges.serviceId, serviceIds));
  return { serviceIds, logins };
}
