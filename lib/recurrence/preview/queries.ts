import { eq } from 'drizzle-orm';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import { priceOn, withTax } from '@/lib/services/rules/pricing';
import { type BillingTerms, listBillingTerms } from '../queries';
import { isRecurring, planStart } from '../start-service';
import { findSchedule } from '../store';

/** What a service pays next. Minor units, tax included. */
export type NextCharge = {
  terms: BillingTerms;
  /** When the recurrence is due; null when it has not begun. */
  dueAt: Date | null;
  /** At that moment. */
  duePriceMinor: bigint;
  /** If it started or resumed now instead, and until when that would pay. */
  startPriceMinor: bigint;
  startEndsAt: Date | null;
};

/** The next charge as the recurrence will decide it; the caller has checked whose service it is. */
export async function getNextCharge(ctx: Ctx, serviceId: number): Promise<NextCharge> {
  const [present] = await listBillingTerms(ctx, [serviceId]);
  const terms = await termsAhead(ctx, found(present));
  const row = await findSchedule(ctx, serviceId);
  const dueAt = row?.nextDue ?? null;
  const duePriceMinor = priceOn(terms.price, localDateOf(dueAt ?? ctx.now, terms.zone)).grossMinor;
  if (isRecurring(terms)) {
    const plan = planStart(terms, row, ctx.now);
    const start = { startPriceMinor: plan.totalMinor, startEndsAt: plan.endsAt };
    return { terms, dueAt, duePriceMinor, ...start };
  }
  const fee = withTax(terms.activationFeeMinor, terms.price);
  const startPriceMinor = duePriceMinor + fee.grossMinor;
  return { terms, dueAt, duePriceMinor, startPriceMinor, startEndsAt: null };
}

/** The terms of the next period: those staff or a plan change chose for it, else the present ones. */
async function termsAhead(ctx: Ctx, terms: BillingTerms): Promise<BillingTerms> {
  if (terms.nextItemVersionId === null) return terms;
  const [row] = await readDb(ctx)
    .select({ version: catalogItemVersions, itemName: catalogItems.name })
    .from(catalogItemVersions)
    .innerJoin(catalogItems, eq(catalogItems.id, catalogItemVersions.itemId))
    .where(eq(catalogItemVersions.id, terms.nextItemVersionId));
  const { version, itemName } = found(row);
  const { itemId, recurrenceMode, intervalCount, intervalUnit } = version;
  const isSamePlan = itemId === terms.itemId;
  const ownInterval =
    intervalCount === null || intervalUnit === null
      ? null
      : { count: intervalCount, unit: intervalUnit };
  return {
    ...terms,
    itemId,
    itemName,
    mode: isSamePlan ? terms.mode : recurrenceMode,
    interval: isSamePlan ? terms.interval : ownInterval,
    price: {
      ...terms.price,
      unitPriceMinor: version.unitPriceMinor,
      taxRatePpm: version.taxRatePpm,
      customPriceMinor: isSamePlan ? terms.price.customPriceMinor : null,
    },
    quotaBytes:
      version.dataLimitBytes === null
        ? null
        : version.dataLimitBytes * BigInt(terms.price.quantity),
    keepAnchor: version.keepAnchor,
  };
}
