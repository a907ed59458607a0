import { asc, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { schedule } from '@/db/schema/recurrence';
import { serviceDiscounts, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { planTargetVerdict } from '@/lib/catalog/rules/plan-target';
import type { ActorlessCtx, Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { IntervalUnit, ItemKind, RecurrenceMode } from '@/lib/kit/words';
import type { Discount, PriceTerms } from '@/lib/pricing/rules/price';
import { getSettings } from '@/lib/settings/get-settings';

type Version = { version: typeof catalogItemVersions.$inferSelect; itemName: string };

/**
 * The terms the next period takes: those chosen for it, else the present ones. The twin of `becomeNextVersion`,
 * which makes them the present ones; the caller has checked whose service it is.
 */
export async function termsAhead(ctx: ActorlessCtx, present: BillingTerms): Promise<BillingTerms> {
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
  ctx: ActorlessCtx,
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

export type RecurringTerms = BillingTerms & { interval: NonNullable<BillingTerms['interval']> };

/** Everything the price and the allocation of one service's next period follow from. */
export type BillingTerms = {
  serviceId: number;
  customerId: number;
  itemId: number;
  itemName: string;
  itemVersionId: number;
  nextItemVersionId: number | null;
  mode: RecurrenceMode;
  /** Null: charged once, without an end. */
  interval: { count: number; unit: IntervalUnit } | null;
  price: PriceTerms;
  activationFeeMinor: bigint;
  /** Of a planned change of plan that has happened: taken with the next paid period. As listed. */
  changeFeeMinor: bigint;
  /** Of the one that is still planned: owed with the first period on the new plan. As listed. */
  nextFeeMinor: bigint;
  /** Bytes per period; null is unlimited. */
  quotaBytes: bigint | null;
  /** Given on top with every period, and gone with it; null is none. */
  bonusBytes: bigint | null;
  rolloverPeriods: number;
  /** Days an unpaid period runs on before the service stops. */
  graceDays: number;
  keepAnchor: boolean;
  priority: number;
  zone: string;
};

/** Terms of these services, in id order; reads inside the caller's transaction see what it locked. */
export async function listBillingTerms(
  ctx: ActorlessCtx,
  serviceIds: readonly number[],
): Promise<BillingTerms[]> {
  if (serviceIds.length === 0) return [];
  const db = readDb(ctx);
  const ids = [...serviceIds];
  const operator = await getSettings(ctx);
  const nextVersions = alias(catalogItemVersions, 'next_versions');
  const nextItems = alias(catalogItems, 'next_items');
  const rows = await db
    .select({
      service: services,
      version: catalogItemVersions,
      itemName: catalogItems.name,
      kind: catalogItems.kind,
      next: {
        itemId: nextVersions.itemId,
        intervalCount: nextVersions.intervalCount,
        kind: nextItems.kind,
      },
    })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .innerJoin(catalogItems, eq(catalogItems.id, services.itemId))
    .leftJoin(nextVersions, eq(nextVersions.id, services.nextItemVersionId))
    .leftJoin(nextItems, eq(nextItems.id, nextVersions.itemId))
    .where(inArray(services.id, ids))
    .orderBy(asc(services.id));
  const discounts = await listDiscounts(ctx, ids);
  return rows.map(({ service, version, itemName, kind, next }) => ({
    serviceId: service.id,
    customerId: service.customerId,
    itemId: service.itemId,
    itemName,
    itemVersionId: service.itemVersionId,
    nextItemVersionId: canTakeNext({ itemId: service.itemId, kind }, next)
      ? service.nextItemVersionId
      : null,
    mode: service.recurrenceMode,
    interval:
      service.intervalCount !== null && service.intervalUnit !== null
        ? { count: service.intervalCount, unit: service.intervalUnit }
        : null,
    price: {
      unitPriceMinor: version.unitPriceMinor,
      customPriceMinor: service.customPriceMinor,
      quantity: service.quantity,
      taxRatePpm: version.taxRatePpm,
      taxMode: operator.taxMode,
      discounts: discounts.get(service.id) ?? [],
    },
    activationFeeMinor: version.activationFeeMinor,
    changeFeeMinor: service.changeFeeMinor,
    nextFeeMinor: service.nextFeeMinor,
    quotaBytes:
      version.dataLimitBytes === null ? null : version.dataLimitBytes * BigInt(service.quantity),
    bonusBytes:
      version.bonusDataBytes === null ? null : version.bonusDataBytes * BigInt(service.quantity),
    rolloverPeriods: version.rolloverPeriods,
    graceDays: version.graceDays,
    keepAnchor: version.keepAnchor,
    priority: service.priority,
    zone: operator.timeZone,
  }));
}

type NextVersion = {
  itemId: number | null;
  intervalCount: number | null;
  kind: ItemKind | null;
};

/** Another item noted for the next period counts only as the target of a plan change; else the service stays. */
function canTakeNext(own: { itemId: number; kind: ItemKind }, next: NextVersion): boolean {
  if (next.itemId === null || next.kind === null) return false;
  if (next.itemId === own.itemId) return true;
  const { kind, intervalCount } = next;
  return planTargetVerdict(own, { kind, intervalCount }).allowed;
}

async function listDiscounts(
  ctx: ActorlessCtx,
  serviceIds: number[],
): Promise<Map<number, Discount[]>> {
  const rows = await readDb(ctx)
    .select()
    .from(serviceDiscounts)
    .where(inArray(serviceDiscounts.serviceId, serviceIds))
    .orderBy(asc(serviceDiscounts.id));
  const byService = new Map<number, Discount[]>();
  for (const row of rows) {
    const dates = { startDate: row.startDate, endDate: row.endDate, stackable: row.stackable };
    const discount: Discount =
      row.kind === 'percent'
        ? { kind: 'percent', percentPpm: row.percentPpm ?? 0, ...dates }
        : { kind: 'fixed', amountMinor: row.amountMinor ?? 0n, ...dates };
    byService.set(row.serviceId, [...(byService.get(row.serviceId) ?? []), discount]);
  }
  return byService;
}

/** The customer's services that wait for credit, stopped or in their grace, in the order it is spent on them. */
export async function listServicesShortOfCredit(
  ctx: ActorlessCtx,
  customerId: number,
): Promise<number[]> {
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    select s.id::int as id
    from services s left join schedule c on c.service_id = s.id
    where s.customer_id = ${customerId} and s.archived_at is null
      and (s.holds & (service_hold_bit('unpaid') | service_hold_bit('no_credit')) <> 0 or (c.in_grace and not c.held))
      and not exists (select 1 from parked_services p where p.service_id = s.id)
    order by s.priority, c.next_due nulls last, s.id`);
  return rows.map((row) => row.id);
}

export type ScheduleRow = typeof schedule.$inferSelect;

export async function findSchedule(ctx: Ctx, serviceId: number): Promise<ScheduleRow | undefined> {
  const [row] = await readDb(ctx).select().from(schedule).where(eq(schedule.serviceId, serviceId));
  return row;
}
