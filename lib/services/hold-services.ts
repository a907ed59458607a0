import { and, asc, eq, inArray } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';

/**
 * Locks several of the customer's services for a change, in id order. Missing services and those of other
 * customers are skipped. The caller has locked their schedules.
 */
export async function holdServices(
  ctx: TxCtx,
  { customerId, serviceIds }: { customerId: number; serviceIds: readonly number[] },
): Promise<void> {
  await ctx.tx
    .select({ id: services.id })
    .from(services)
    .where(and(eq(services.customerId, customerId), inArray(services.id, [...serviceIds])))
    .orderBy(asc(services.id))
    .for('no key update');
}
