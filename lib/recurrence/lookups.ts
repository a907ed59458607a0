import { asc, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { schedule } from '@/db/schema/recurrence';
import { serviceDiscounts, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { planTargetVerdict } from '@/lib/catalog/rules/plan-target';
import { givesBackOf } from '@/lib/charges/rules';
import type { ActorlessCtx, Ctx } from '@/lib/context';
import type { GivesBack } from '@/lib/kit/charge-words';
import { found } from '@/lib/kit/errors';
import type { IntervalUnit, ItemKind, RecurrenceMode } from '@/lib/kit/words';
import type { Discount, PriceTerms } from '@/lib/pricing/rules/price';
import { getSettings } from '@/lib/settings/get-settings';

type Version = { version: typeof catalogItemVersions.$inferSelect; itemName: string };

/**
 * Returns the terms of the next period: the planned ones if any that need not wait, otherwise the current ones. Mirrors
 * `becomeNextVersion`, which makes them current. The caller has checked access to the service.
 */
export async function termsAhead(ctx: ActorlessCtx, present: BillingTerms): Promise<BillingTerms> {
  return doPlannedWait(present) ? present : termsPlanned(ctx, present);
}

/**
 * Returns whether the planned terms are not yet those of the next period: while the router is out of service, because
 * it would go on serving the old plan, and before the first period, which is what was bought.
 */
export function doPlannedWait({ isFrozen, isUnstarted }: BillingTerms): boolean {
  return isFrozen === true || isUnstarted === true;
}

/** Returns the terms planned for a later period, also while they wait for the router; the current ones without any. */
export async function termsPlanned(
  ctx: ActorlessCtx,
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

/** Returns the terms of the period to decide next; a period in its grace keeps the terms it began with. */
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
    quotaBytes: ofAll(version.dataLimitBytes, terms.price),
    bonusBytes: ofAll(version.bonusDataBytes, terms.price),
    rolloverPeriods: version.rolloverPeriods,
    graceDays: version.graceDays,
    keepAnchor: version.keepAnchor,
    givesBack: givesBackOf(version),
  };
}

function ofAll(bytes: bigint | null, { quantity }: { quantity: number }): bigint | null {
  return bytes === null ? null : bytes * BigInt(quantity);
}

export type RecurringTerms = BillingTerms & { interval: NonNullable<BillingTerms['interval']> };

/** Everything that determines the price and the allocation of a service's next period. */
export type BillingTerms = {
  serviceId: number;
  customerId: number;
  itemId: number;
  itemName: string;
  itemVersionId: number;
  nextItemVersionId: number | null;
  /** Its router is out of service and serves it as before, so other terms wait until it is back. */
  isFrozen?: true | undefined;
  /** Its first period is still to come, and costs and gives what was bought. */
  isUnstarted?: true | undefined;
  mode: RecurrenceMode;
  /** Null means charged once, without an end. */
  interval: { count: number; unit: IntervalUnit } | null;
  price: PriceTerms;
  activationFeeMinor: bigint;
  /** Fee of a plan change that has taken effect, charged with the next paid period. As listed. */
  changeFeeMinor: bigint;
  /** Fee of a plan change still planned, charged with the first period on the new plan. As listed. */
  nextFeeMinor: bigint;
  /** Bytes per period; null means unlimited. */
  quotaBytes: bigint | null;
  /** Extra bytes granted with every period, which expire at its end; null means none. */
  bonusBytes: bigint | null;
  rolloverPeriods: number;
  /** Days that an unpaid period runs before the service stops. */
  graceDays: number;
  keepAnchor: boolean;
  /** What of a period's price a subscriber who leaves gets back. */
  givesBack: GivesBack;
  priority: number;
  zone: string;
};

const isUnstarted = sql<boolean>`${services.intervalCount} is not null
  and not exists (select 1 from schedule c where c.service_id = ${services.id})
  and not exists (select 1 from periods p where p.service_id = ${services.id})`;

/**
 * Lists the terms of these services, in id order; inside the caller's transaction, it reads the rows locked
 * there.
 */
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
      isFrozen: sql<boolean>`service_is_frozen(${services.id}) and not service_is_unserved(${services.id})`,
      isUnstarted,
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
  return rows.map(({ service, version, itemName, kind, next, ...row }) => ({
    serviceId: service.id,
    customerId: service.customerId,
    itemId: service.itemId,
    itemName,
    itemVersionId: service.itemVersionId,
    nextItemVersionId: canTakeNext({ itemId: service.itemId, kind }, next)
      ? service.nextItemVersionId
      : null,
    ...(row.isFrozen && kind === 'internet' ? { isFrozen: true } : {}),
    ...(row.isUnstarted ? { isUnstarted: true } : {}),
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
    quotaBytes: ofAll(version.dataLimitBytes, service),
    bonusBytes: ofAll(version.bonusDataBytes, service),
    rolloverPeriods: version.rolloverPeriods,
    graceDays: version.graceDays,
    keepAnchor: version.keepAnchor,
    givesBack: givesBackOf(version),
    priority: service.priority,
    zone: operator.timeZone,
  }));
}

type NextVersion = {
  itemId: number | null;
  intervalCount: number | null;
  kind: ItemKind | null;
};

/**
 * Returns whether the version planned for the next period can be taken: another item only if a plan change to
 * it is allowed; otherwise the service keeps its terms.
 */
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

/** Lists the customer's services short of credit, stopped or in their grace, in spending order. */
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

/** Returns the schedule rows of these services by service. */
export async function listScheduleRows(
  ctx: ActorlessCtx,
  serviceIds: readonly number[],
): Promise<Map<number, ScheduleRow>> {
  if (serviceIds.length === 0) return new Map();
  const rows = await readDb(ctx)
    .select()
    .from(schedule)
    .where(inArray(schedule.serviceId, [...serviceIds]));
  return new Map(rows.map((row) => [row.serviceId, row]));
}

export async function findSchedule(ctx: Ctx, serviceId: number): Promise<ScheduleRow | undefined> {
  const [row] = await readDb(ctx).select().from(schedule).where(eq(schedule.serviceId, serviceId));
  return row;
}
