import { type AnyColumn, eq, type SQL, sql } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';
import { holdCustomer } from '@/lib/customers/hold-customer';
import type { RolloutMoment } from '@/lib/kit/words';
import { refreshSchedule } from '@/lib/recurrence/refresh-schedule';
import { scheduleNextVersion } from '@/lib/recurrence/replace-period';
import { lockCustomerService } from '@/lib/services/lock-customer-service';
import { lockService } from '@/lib/services/lock-service';
import { recordHistory } from '@/lib/services/record-history';

/** Takes the locks of a change that may also reach the wallet: the customer, all of their schedules, the service. */
export async function lockServiceForChange(
  ctx: TxCtx,
  service: { serviceId: number; customerId: number },
): Promise<void> {
  await holdCustomer(ctx, service.customerId);
  await lockCustomerService(ctx, service);
}

function ifOtherPlanWaits(column: AnyColumn): SQL {
  return sql`(select ${column} from catalog_item_versions v
    where v.id = ${services.nextItemVersionId} and v.item_id <> ${services.itemId})`;
}

/**
 * Moves a service to newer terms of its own item, now or from the next period. Nothing is charged: the new
 * price applies from the next period. The trigger on `item_version_id` notifies the router.
 */
export async function takeVersion(
  ctx: TxCtx,
  change: { serviceId: number; itemVersionId: number; moment: RolloutMoment },
): Promise<void> {
  const { serviceId, itemVersionId, moment } = change;
  const before = await lockService(ctx, serviceId);
  if (moment === 'period_end') {
    await scheduleNextVersion(ctx, { serviceId, itemVersionId });
  } else {
    await ctx.tx
      .update(services)
      .set({
        itemVersionId,
        // A plan change waiting for the end of the period stays; older terms of this item do not.
        nextItemVersionId: sql`(select v.id from catalog_item_versions v
          where v.id = ${services.nextItemVersionId} and v.item_id <> ${services.itemId})`,
        nextInsteadOfVersionId: null,
        nextPlannedBy: ifOtherPlanWaits(services.nextPlannedBy),
        nextPlannedAt: ifOtherPlanWaits(services.nextPlannedAt),
        updatedAt: ctx.now,
      })
      .where(eq(services.id, serviceId));
    await refreshSchedule(ctx, serviceId);
  }
  await recordHistory(ctx, [
    {
      serviceId,
      customerId: before.customerId,
      action: moment === 'now' ? 'terms_changed' : 'terms_scheduled',
      before: { itemVersionId: before.itemVersionId },
      after: { itemVersionId },
    },
  ]);
}
