import { and, asc, inArray, isNull } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';

/**
 * Locks all services of these customers that are not archived, in id order; the caller holds their schedules. For
 * whoever goes from one service of a customer to the next with the wallet in hand (docs/decisions/0002).
 */
export async function holdServices(ctx: TxCtx, ...customerIds: readonly number[]): Promise<void> {
  await ctx.tx
    .select({ id: services.id })
    .from(services)
    .where(and(inArray(services.customerId, [...customerIds]), isNull(services.archivedAt)))
    .orderBy(asc(services.id))
    .for('no key update');
}
