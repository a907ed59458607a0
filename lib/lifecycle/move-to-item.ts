import { eq } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';
import type { BillingTerms } from '@/lib/recurrence/lookups';
import { dropPlannedPrices } from '@/lib/services/drop-planned-prices';
import { type LockedService, lockService } from '@/lib/services/lock-service';
import { findItemTerms, getItemOfVersion } from '@/lib/services/lookups';
import { recordHistory } from '@/lib/services/record-history';

type MovedTerms = Pick<BillingTerms, 'itemId' | 'itemName' | 'itemVersionId' | 'mode' | 'interval'>;

type Move = {
  serviceId: number;
  terms: MovedTerms;
  /** Another plan that waits for the end of the paid period still follows, at the end of the new plan's period. */
  keepsPlanned?: boolean | undefined;
};

/** Moves a service to another item's terms immediately; its custom price is dropped with the old plan. */
export async function moveToItem(
  ctx: TxCtx,
  { serviceId, terms, keepsPlanned = false }: Move,
): Promise<void> {
  const before = await lockService(ctx, serviceId);
  const kept = keepsPlanned ? await findKeptPlan(ctx, before, terms) : null;
  await ctx.tx
    .update(services)
    .set({
      itemId: terms.itemId,
      itemVersionId: terms.itemVersionId,
      // Newer terms of the old plan are dropped with it.
      nextInsteadOfVersionId: null,
      ...(kept === null ? noNextPlan : {}),
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
      after: {
        ...{ itemId: terms.itemId, itemVersionId: terms.itemVersionId, item: terms.itemName },
        ...(kept === null ? {} : { keptPlan: kept }),
      },
    },
  ]);
}

const noNextPlan = {
  nextItemVersionId: null,
  nextPlannedBy: null,
  nextPlannedAt: null,
  nextFeeMinor: 0n,
};

/** Returns the name of the planned plan that still follows; null if the service leaves or reaches it now. */
async function findKeptPlan(
  ctx: TxCtx,
  before: LockedService,
  { itemId }: MovedTerms,
): Promise<string | null> {
  if (before.nextItemVersionId === null) return null;
  const nextItemId = await getItemOfVersion(ctx, before.nextItemVersionId);
  if (nextItemId === before.itemId || nextItemId === itemId) return null;
  return (await findItemTerms(ctx, nextItemId)).name;
}
