import { and, eq, gt, sql } from 'drizzle-orm';
import { catalogItems, catalogItemVersions, planTargets } from '@/db/schema/catalog';
import { serviceHolds, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { ItemView } from '@/lib/catalog/item-view';
import { givesBackOf } from '@/lib/charges/rules';
import type { ActorlessCtx, Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { uuidOf } from '@/lib/kit/ids';
import { localDateOf } from '@/lib/kit/time';
import type { ItemKind, TaxMode } from '@/lib/kit/words';
import { type BillingTerms, listBillingTerms } from '@/lib/recurrence/lookups';
import { stateFromBits } from '@/lib/services/rules';
import { getSettings } from '@/lib/settings/get-settings';
import type { OrderRequest } from './order-input';
import { printOfWords } from './rules/plan-words';
import type { StatedTerms } from './rules/quote';

/** Returns a service of the customer with the data that orders need. */
export async function getOrderableService(
  ctx: Ctx,
  { customerId, serviceId }: { customerId: number; serviceId: number },
) {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const [row] = await readDb(ctx)
    .select({
      holds: services.holds,
      archivedAt: services.archivedAt,
      isUnserved: sql<boolean>`service_is_unserved(${services.id})`,
      isFrozen: sql<boolean>`service_is_frozen(${services.id})`,
      isRouterAway: sql<boolean>`service_router_is_away(${services.id})`,
      refusedSince: serviceHolds.since,
      throttled: services.throttled,
      startDate: services.startDate,
      endDate: services.endDate,
      spareSeconds: services.endDateSpareSeconds,
      version: catalogItemVersions,
      kind: catalogItems.kind,
    })
    .from(services)
    .innerJoin(catalogItems, eq(catalogItems.id, services.itemId))
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .leftJoin(
      serviceHolds,
      and(eq(serviceHolds.serviceId, services.id), eq(serviceHolds.reason, 'router_refused')),
    )
    .where(and(eq(services.id, serviceId), eq(services.customerId, customerId)));
  const service = found(row);
  const [terms] = await listBillingTerms(ctx, [serviceId]);
  const { kind, version, startDate, endDate, spareSeconds, refusedSince } = service;
  const isThrottled = service.throttled;
  const { isUnserved, isFrozen, isRouterAway } = service;
  const state = { ...stateFromBits(service), isUnserved, isFrozen, isRouterAway, isThrottled };
  const dates = { startDate, endDate, spareSeconds, refusedSince };
  return { terms: found(terms), state, version, kind, ...dates };
}

/** Refuses to sell anything for the time after the last day, before the sweep has ended the service too. */
export function requireLasting(now: Date, lastDay: string | null, zone: string): void {
  if (lastDay !== null && lastDay < localDateOf(now, zone))
    refuse('invalid-state', 'service_past_last_day');
}

/** Lists the items whose terms affect an order: the ordered one and the service's current one. */
export async function listItemIdsOf(ctx: ActorlessCtx, request: OrderRequest): Promise<number[]> {
  const wanted = request.kind === 'pack' ? [] : [request.itemId];
  if (request.kind === 'new_service') return wanted;
  const rows = await readDb(ctx)
    .select({ itemId: services.itemId })
    .from(services)
    .where(eq(services.id, request.serviceId));
  return [...wanted, ...rows.map(({ itemId }) => itemId)];
}

/** The terms of an item: price, data and service. */
export type TermsOfItem = BillingTerms & { stated: StatedTerms };

/** An item with its terms for new sales. */
export type ItemOnSale = {
  itemId: number;
  name: string;
  kind: ItemKind;
  version: ItemView['terms'];
};

export async function findItemOnSale(ctx: ActorlessCtx, itemId: number): Promise<ItemOnSale> {
  const [row] = await readDb(ctx)
    .select({
      itemId: catalogItems.id,
      name: catalogItems.name,
      kind: catalogItems.kind,
      version: catalogItemVersions,
    })
    .from(catalogItems)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .where(eq(catalogItems.id, itemId));
  return found(row);
}

/** Returns the terms that a customer's new or changed service on an item would have. */
export async function termsOfItem(
  ctx: Ctx,
  { customerId, itemId }: { customerId: number; itemId: number },
): Promise<TermsOfItem> {
  const { taxMode, timeZone: zone } = await getSettings(ctx);
  return termsOn(await findItemOnSale(ctx, itemId), { customerId, taxMode, zone });
}

export function termsOn(
  { itemId, name, version }: Omit<ItemOnSale, 'kind'>,
  { customerId, taxMode, zone }: { customerId: number; taxMode: TaxMode; zone: string },
): TermsOfItem {
  return {
    serviceId: 0,
    customerId,
    itemId,
    itemName: name,
    itemVersionId: version.id,
    nextItemVersionId: null,
    mode: version.recurrenceMode,
    interval:
      version.intervalCount !== null && version.intervalUnit !== null
        ? { count: version.intervalCount, unit: version.intervalUnit }
        : null,
    price: {
      unitPriceMinor: version.unitPriceMinor,
      customPriceMinor: null,
      quantity: 1,
      taxRatePpm: version.taxRatePpm,
      taxMode,
      discounts: [],
    },
    activationFeeMinor: version.activationFeeMinor,
    changeFeeMinor: 0n,
    nextFeeMinor: 0n,
    quotaBytes: version.dataLimitBytes,
    bonusBytes: version.bonusDataBytes,
    rolloverPeriods: version.rolloverPeriods,
    graceDays: version.graceDays,
    keepAnchor: version.keepAnchor,
    givesBack: givesBackOf(version),
    priority: 100,
    zone,
    stated: statedTerms(version),
  };
}

/** Returns the terms of a version other than price, period and data. */
export function statedTerms(version: ItemView['terms']): StatedTerms {
  return {
    downBitsPerSecond: version.downBitsPerSecond,
    upBitsPerSecond: version.upBitsPerSecond,
    burstDownBitsPerSecond: version.burstDownBitsPerSecond,
    burstUpBitsPerSecond: version.burstUpBitsPerSecond,
    burstSeconds: version.burstSeconds,
    capAction: version.capAction,
    capDirection: version.capDirection,
    slowDownBitsPerSecond: version.slowDownBitsPerSecond,
    slowUpBitsPerSecond: version.slowUpBitsPerSecond,
    priority: version.priority,
    routerProfile: version.routerProfile,
    bonusDataBytes: version.bonusDataBytes,
    graceDays: version.graceDays,
    keepAnchor: version.keepAnchor,
    changeMoment: version.changeMoment,
    changeFeeUpMinor: version.changeFeeUpMinor,
    changeFeeDownMinor: version.changeFeeDownMinor,
    refundsUnused: version.refundsUnused,
    unusedBy: version.unusedBy,
    pausesPerYearMax: version.pausesPerYearMax,
    pauseDaysMax: version.pauseDaysMax,
    wordsPrint: printOfWords(version),
  };
}

/** Lists the items that a plan's services may change to; empty if the plan does not restrict them. */
export async function listPlanTargets(ctx: ActorlessCtx, itemId: number): Promise<number[]> {
  const rows = await readDb(ctx)
    .select({ targetItemId: planTargets.targetItemId })
    .from(planTargets)
    .where(eq(planTargets.itemId, itemId));
  return rows.map(({ targetItemId }) => targetItemId);
}

/** Returns whether the item's terms have changed since. True for packs, which have no versions. */
export async function wasItemChangedSince(
  ctx: ActorlessCtx,
  { request, since }: { request: OrderRequest; since: Date },
): Promise<boolean> {
  if (request.kind === 'pack') return true;
  const rows = await readDb(ctx)
    .select({ id: catalogItemVersions.id })
    .from(catalogItemVersions)
    .where(
      and(eq(catalogItemVersions.itemId, request.itemId), gt(catalogItemVersions.createdAt, since)),
    )
    .limit(1);
  return rows.length > 0;
}

/** Counts the packs of one kind bought in the running period. */
export async function countPacksBought(
  ctx: Ctx,
  { serviceId, packId, since }: { serviceId: number; packId: number; since: Date },
): Promise<number> {
  const [row] = await readDb(ctx).execute<{ count: number }>(sql`
    select count(*)::int as count from allocations
    where service_id = ${serviceId} and pack_id = ${packId} and created_at >= ${since.toISOString()}`);
  return row?.count ?? 0;
}

/**
 * Proposes the id of the next order for this request: the same in every tab and on every reload until an
 * order of the customer is settled, so that two tabs, a double click and the back button are one purchase.
 */
export async function proposeOrderId(
  ctx: Ctx,
  { customerId, request }: { customerId: number; request: OrderRequest },
): Promise<string> {
  requireCustomerAccess(ctx, customerId, 'orders.write');
  const [row] = await readDb(ctx).execute<{ count: number }>(sql`
    select count(*)::int as count from orders where customer_id = ${customerId}
      and (state <> 'waiting' or expires_at <= ${ctx.now.toISOString()})`);
  return uuidOf(JSON.stringify([customerId, request, row?.count ?? 0]));
}
