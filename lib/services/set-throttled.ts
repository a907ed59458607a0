import { and, eq, inArray } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';
import { recordHistory } from './record-history';

export type SetThrottled = {
  serviceIds: readonly number[];
  throttled: boolean;
  note?: string | undefined;
};

/**
 * Throttles services to their plan's low rate, or restores full speed, in the caller's transaction, and
 * returns the changed services. Their status stays; a trigger notifies the router.
 */
export async function setThrottled(ctx: TxCtx, input: SetThrottled): Promise<number[]> {
  if (input.serviceIds.length === 0) return [];
  const changed = await ctx.tx
    .update(services)
    .set({ throttled: input.throttled, updatedAt: ctx.now })
    .where(
      and(inArray(services.id, [...input.serviceIds]), eq(services.throttled, !input.throttled)),
    )
    .returning({ serviceId: services.id, customerId: services.customerId });
  await recordHistory(
    ctx,
    changed.map((row) => ({
      ...row,
      action: input.throttled ? 'throttled' : 'unthrottled',
      reason: input.note,
    })),
  );
  return changed.map((row) => row.serviceId);
}
