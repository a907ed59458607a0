import { eq } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';
import type { BillingTerms } from '@/lib/recurrence/lookups';
import { dropPlannedPrices } from '@/lib/services/drop-planned-prices';
import { lockService } from '@/lib/services/lock-service';
import { recordHistory } from '@/lib/services/record-history';

type MovedTerms = Pick<BillingTerms, 'itemId' | 'itemName' | 'itemVersionId' | 'mode' | 'interval'>;

/** Moves a service to another item's terms immediately; its custom price is dropped with the old plan. */
export async function moveToItem(
  ctx: TxCtx,
  { serviceId, terms }: { serviceId: number; terms: MovedTerms },
): Promise<void> {
  const before = await lockService(ctx, serviceId);
  await ctx.tx
    .update(services)
    .set({
      itemId: terms.itemId,
      itemVersionId: terms.itemVersionId,
      // Terms planned for the old plan are dropped with it.
      nextItemVersionId: null,
      nextInsteadOfVersionId: null,
      nextPlannedBy: null,
      nextPlannedAt: null,
      nextFeeMinor: 0n,
      // Charged with the fee of this change.
      changeFeeMinor: 0n,
      customPriceMinor: null,
      recurrenceMode: terms.mode,
      intervalCount: terms.interval?.count ?? null,
      intervalUnit: terms.interval?.unit ?? null,
      updatedAt: ctx.now,
    })
    .where(eq(services.id, serviceId));
  await dropPlannedPrices(ctx, serviceId);
  await recordHistory(ctx, [
    {
      serviceId,
      customerId: before.customerId,
      action: 'plan_changed',
      before: { itemId: before.itemId, itemVersionId: before.itemVersionId },
      after: { itemId: terms.itemId, itemVersionId: terms.itemVersionId, item: terms.itemName },
    },
  ]);
}
