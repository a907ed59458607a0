import { eq } from 'drizzle-orm';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { BillingTerms } from '../queries';

type Version = { version: typeof catalogItemVersions.$inferSelect; itemName: string };

/**
 * The terms the next period takes: those chosen for it, else the present ones. The twin of `becomeNextVersion`,
 * which makes them the present ones; the caller has checked whose service it is.
 */
export async function termsAhead(
  ctx: Pick<Ctx, 'tx'>,
  present: BillingTerms,
): Promise<BillingTerms> {
  if (present.nextItemVersionId === null) return present;
  const [next] = await readDb(ctx)
    .select({ version: catalogItemVersions, itemName: catalogItems.name })
    .from(catalogItemVersions)
    .innerJoin(catalogItems, eq(catalogItems.id, catalogItemVersions.itemId))
    .where(eq(catalogItemVersions.id, present.nextItemVersionId));
  return onVersion(present, found(next));
}

/** The terms of the period that is decided next: one that runs in its grace stays on those it began on. */
export async function termsDue(
  ctx: Pick<Ctx, 'tx'>,
  present: BillingTerms,
  row: { inGrace: boolean } | undefined,
): Promise<BillingTerms> {
  return row?.inGrace ? present : termsAhead(ctx, present);
}

function onVersion(terms: BillingTerms, { version, itemName }: Version): BillingTerms {
  const { itemId, recurrenceMode, intervalCount, intervalUnit } = version;
  const isSamePlan = itemId === terms.itemId;
  const ownInterval =
    intervalCount === null || intervalUnit === null
      ? null
      : { count: intervalCount, unit: intervalUnit };
  const ofAll = (bytes: bigint | null) =>
    bytes === null ? null : bytes * BigInt(terms.price.quantity);
  return {
    ...terms,
    itemId,
    itemName,
    itemVersionId: version.id,
    nextItemVersionId: null,
    changeFeeMinor: terms.changeFeeMinor + terms.nextFeeMinor,
    nextFeeMinor: 0n,
    mode: isSamePlan ? terms.mode : recurrenceMode,
    interval: isSamePlan ? terms.interval : ownInterval,
    price: {
      ...terms.price,
      unitPriceMinor: version.unitPriceMinor,
      taxRatePpm: version.taxRatePpm,
      customPriceMinor: isSamePlan ? terms.price.customPriceMinor : null,
    },
    quotaBytes: ofAll(version.dataLimitBytes),
    bonusBytes: ofAll(version.bonusDataBytes),
    rolloverPeriods: version.rolloverPeriods,
    graceDays: version.graceDays,
    keepAnchor: version.keepAnchor,
  };
}
