import { eq, sql } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { type ServiceState, stateFromBits } from './rules';

export type ServiceRow = typeof services.$inferSelect;
export type LockedService = ServiceRow & { state: ServiceState };

/**
 * Locks a service for a change: the schedule row first, in the usual lock order, so that no sweep renews it
 * at the same time. Unknown ids and those of other customers get the same error.
 */
export async function lockService(ctx: TxCtx, serviceId: number): Promise<LockedService> {
  await ctx.tx.execute(sql`select 1 from schedule where service_id = ${serviceId} for update`);
  const [row] = await ctx.tx
    .select()
    .from(services)
    .where(eq(services.id, serviceId))
    .for('no key update');
  const service = found(row);
  return { ...service, state: stateFromBits(service) };
}
