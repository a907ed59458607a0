import { asc, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { serviceDiscounts, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { planTargetVerdict } from '@/lib/catalog/rules/plan-target';
import type { Ctx } from '@/lib/context';
import type { IntervalUnit, ItemKind, RecurrenceMode } from '@/lib/kit/words';
import type { Discount, PriceTerms } from '@/lib/services/rules/pricing';
import { getSettings } from '@/lib/settings/queries';

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
  ctx: Pick<Ctx, 'tx'>,
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
  ctx: Pick<Ctx, 'tx'>,
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
  ctx: Pick<Ctx, 'tx'>,
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
