import { eq } from 'drizzle-orm';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import { priceOn, withTax } from '@/lib/services/rules/pricing';
import type { RecurringTerms } from '../decide-period';
import { type BillingTerms, listBillingTerms } from '../queries';
import type { Recurrence } from '../rules';
import type { PeriodPlan } from '../rules/plan-period';
import { isRecurring, planStart } from '../start-service';
import { findSchedule } from '../store';

/** What a service pays next. Minor units, tax included. */
export type NextCharge = {
  terms: BillingTerms;
  /** When the recurrence is due; null when it has not begun. */
  dueAt: Date | null;
  /** Its period has begun unpaid, and `dueAt` is when it stops unless the credit comes. */
  isInGrace: boolean;
  /** At that moment. */
  duePriceMinor: bigint;
  /** If it started or resumed now instead, and until when that would pay. */
  startPriceMinor: bigint;
  startEndsAt: Date | null;
  /** The periods after the next charge: as it is due, and as if it started now. Null without any. */
  after: { due: Recurrence | null; start: Recurrence | null };
};

/** The next charge as the recurrence will decide it; the caller has checked whose service it is. */
export async function getNextCharge(ctx: Ctx, serviceId: number): Promise<NextCharge> {
  const [present] = await listBillingTerms(ctx, [serviceId]);
  const terms = await termsAhead(ctx, found(present));
  const row = await findSchedule(ctx, serviceId);
  const dueAt = row?.nextDue ?? null;
  const isInGrace = row?.inGrace ?? false;
  const duePriceMinor = priceOn(terms.price, localDateOf(dueAt ?? ctx.now, terms.zone)).grossMinor;
  if (isRecurring(terms)) {
    const plan = await planStart(ctx, terms, row);
    const start = { startPriceMinor: plan.totalMinor, startEndsAt: plan.endsAt };
    const after = {
      due: row ? { ...row, nextIndex: row.nextIndex + 1 } : null,
      start: recurrenceFrom(terms, plan),
    };
    return { terms, dueAt, isInGrace, duePriceMinor, ...start, after };
  }
  const fee = withTax(terms.activationFeeMinor, terms.price);
  const startPriceMinor = duePriceMinor + fee.grossMinor;
  const after = { due: null, start: null };
  return { terms, dueAt, isInGrace, duePriceMinor, startPriceMinor, startEndsAt: null, after };
}

function recurrenceFrom({ mode, interval }: RecurringTerms, plan: PeriodPlan): Recurrence {
  return {
    mode,
    anchorLocal: plan.anchor.local,
    zone: plan.anchor.zone,
    anchorIndex: plan.anchor.index,
    intervalCount: interval.count,
    intervalUnit: interval.unit,
    nextIndex: plan.index + 1,
  };
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
    bonusBytes:
      version.bonusDataBytes === null
        ? null
        : version.bonusDataBytes * BigInt(terms.price.quantity),
    graceDays: version.graceDays,
    keepAnchor: version.keepAnchor,
  };
}
