import { eq, sql } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';
import { dropPlannedPrices } from './drop-planned-prices';
import { lockService } from './lock-service';
import { recordHistory } from './record-history';

/** Makes the planned terms of the next period the current ones. The caller then decides that period. */
export async function becomeNextVersion(ctx: TxCtx, serviceId: number): Promise<void> {
  const before = await lockService(ctx, serviceId);
  await ctx.tx.execute(sql`
    update services s
    set item_version_id = v.id, next_item_version_id = null, next_instead_of_version_id = null,
        next_planned_by = null, next_planned_at = null, item_id = v.item_id,
        change_fee_minor = s.change_fee_minor + s.next_fee_minor, next_fee_minor = 0,
        updated_at = ${ctx.now.toISOString()},
        -- Another plan brings its own pay period; another version of the same plan leaves the service's.
        recurrence_mode = case when v.item_id = s.item_id then s.recurrence_mode else v.recurrence_mode end,
        interval_count = case when v.item_id = s.item_id then s.interval_count else v.interval_count end,
        interval_unit = case when v.item_id = s.item_id then s.interval_unit else v.interval_unit end,
        custom_price_minor = case when v.item_id = s.item_id then s.custom_price_minor end
    from catalog_item_versions v
    where s.id = ${serviceId} and v.id = s.next_item_version_id`);
  const [after] = await ctx.tx
    .select({ itemId: services.itemId, itemVersionId: services.itemVersionId })
    .from(services)
    .where(eq(services.id, serviceId));
  if (!after) throw new Error(`service ${serviceId} vanished`);
  const isOtherPlan = after.itemId !== before.itemId;
  if (isOtherPlan) await dropPlannedPrices(ctx, serviceId);
  await recordHistory(ctx, [
    {
      serviceId,
      customerId: before.customerId,
      action: isOtherPlan ? 'plan_changed' : 'terms_changed',
      before: {
        ...(isOtherPlan ? { itemId: before.itemId } : {}),
        itemVersionId: before.itemVersionId,
      },
      after: {
        ...(isOtherPlan ? { itemId: after.itemId } : {}),
        itemVersionId: after.itemVersionId,
        ...(before.nextPlannedBy === null ? {} : { plannedBy: before.nextPlannedBy }),
      },
    },
  ]);
}
