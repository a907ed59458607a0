import { and, eq } from 'drizzle-orm';
import { scheduledChanges } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';
import { closeScheduledChange } from './close-scheduled-change';
import { recordHistory } from './record-history';
import { withoutOwnPrice } from './rules/planned-price';
import { packChange, readChange } from './scheduled-change-input';

/**
 * Drops custom prices planned for a later day, because they were agreed for the plan the service leaves, like
 * its current custom price. Other planned changes stay. The caller has locked the service.
 */
export async function dropPlannedPrices(ctx: TxCtx, serviceId: number): Promise<void> {
  const pending = await ctx.tx
    .select()
    .from(scheduledChanges)
    .where(and(eq(scheduledChanges.serviceId, serviceId), eq(scheduledChanges.state, 'pending')))
    .for('update');
  for (const { id: changeId, customerId, payload } of pending) {
    const change = readChange(payload);
    const rest = change === null ? null : withoutOwnPrice(change);
    if (change === null || rest === change) continue;
    if (rest === null) await closeScheduledChange(ctx, changeId, { state: 'cancelled' });
    else {
      await ctx.tx
        .update(scheduledChanges)
        .set({ payload: packChange(rest) })
        .where(eq(scheduledChanges.id, changeId));
    }
    await recordHistory(ctx, [
      { serviceId, customerId, action: 'planned_price_dropped', after: { changeId } },
    ]);
  }
}
