import { and, asc, desc, eq, lt, sql } from 'drizzle-orm';
import { catalogItemVersions, sites } from '@/db/schema/catalog';
import { users } from '@/db/schema/identity';
import { ipPools } from '@/db/schema/network';
import {
  scheduledChanges,
  serviceDiscounts,
  serviceHistory,
  serviceNetworks,
  services,
} from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { found } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import type { HoldReason, IntervalUnit, RecurrenceMode } from '@/lib/kit/words';
import { type Discount, priceOn } from '@/lib/services/rules/pricing';
import { getSettings } from '@/lib/settings/queries';
import { findServiceCard, type ServiceCard } from '../card/queries';

export type DiscountView = Discount & { text: string };

/** Every field of a service, for its page and its form. Holds no password, only whether it has one. */
export type ServiceDetail = ServiceCard & {
  quantity: number;
  unit: string;
  /** The item's price for one unit and period, and the one agreed with this customer, if any. */
  unitPriceMinor: bigint;
  customPriceMinor: bigint | null;
  /** What a period that started today would cost, discounts and tax included. */
  priceTodayMinor: bigint;
  mode: RecurrenceMode;
  interval: { count: number; unit: IntervalUnit } | null;
  priority: number;
  siteId: number | null;
  siteName: string | null;
  latitude: number | null;
  longitude: number | null;
  hasOwnPassword: boolean;
  ipv4PoolId: number | null;
  ipv4PoolName: string | null;
  ipv6Prefix: string | null;
  additionalNetworks: string[];
  macAddresses: string[];
  portId: string | null;
  waitsForServiceId: number | null;
  discounts: DiscountView[];
  dataLimitBytes: bigint | null;
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  createdAt: Date;
  archivedAt: Date | null;
};

/** @throws DomainError `forbidden` | `not-found` */
export async function getServiceDetail(ctx: Ctx, serviceId: number): Promise<ServiceDetail> {
  const [card, parts, networks, discounts] = await Promise.all([
    findServiceCard(ctx, serviceId),
    readParts(ctx, serviceId),
    listNetworks(ctx, serviceId),
    listDiscounts(ctx, serviceId),
  ]);
  const { service, version, siteName, ipv4PoolName } = parts;
  const { intervalCount, intervalUnit } = service;
  return {
    ...found(card),
    quantity: service.quantity,
    unit: service.unit,
    unitPriceMinor: version.unitPriceMinor,
    customPriceMinor: service.customPriceMinor,
    priceTodayMinor: await priceToday(ctx, parts, discounts),
    mode: service.recurrenceMode,
    interval:
      intervalCount === null || intervalUnit === null
        ? null
        : { count: intervalCount, unit: intervalUnit },
    priority: service.priority,
    siteId: service.siteId,
    siteName,
    latitude: service.latitude,
    longitude: service.longitude,
    hasOwnPassword: service.passwordSealed !== null,
    ipv4PoolId: service.ipv4PoolId,
    ipv4PoolName,
    ipv6Prefix: service.ipv6Prefix,
    additionalNetworks: networks,
    macAddresses: service.macAddresses,
    portId: service.portId,
    waitsForServiceId: service.waitsForServiceId,
    discounts,
    dataLimitBytes: version.dataLimitBytes,
    downBitsPerSecond: version.downBitsPerSecond,
    upBitsPerSecond: version.upBitsPerSecond,
    createdAt: service.createdAt,
    archivedAt: service.archivedAt,
  };
}

type Parts = Awaited<ReturnType<typeof readParts>>;

async function readParts(ctx: Ctx, serviceId: number) {
  const [row] = await readDb(ctx)
    .select({
      service: services,
      version: catalogItemVersions,
      siteName: sites.name,
      ipv4PoolName: ipPools.name,
    })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .leftJoin(sites, eq(sites.id, services.siteId))
    .leftJoin(ipPools, eq(ipPools.id, services.ipv4PoolId))
    .where(eq(services.id, serviceId));
  return found(row);
}

async function priceToday(
  ctx: Ctx,
  { service, version }: Parts,
  discounts: readonly DiscountView[],
): Promise<bigint> {
  const { taxMode, timeZone } = await getSettings(ctx);
  const { unitPriceMinor, taxRatePpm } = version;
  const { customPriceMinor, quantity } = service;
  const terms = { unitPriceMinor, customPriceMinor, quantity, taxRatePpm, taxMode, discounts };
  return priceOn(terms, localDateOf(ctx.now, timeZone)).grossMinor;
}

async function listNetworks(ctx: Ctx, serviceId: number): Promise<string[]> {
  const rows = await readDb(ctx)
    .select({ network: serviceNetworks.network })
    .from(serviceNetworks)
    .where(eq(serviceNetworks.serviceId, serviceId))
    .orderBy(asc(serviceNetworks.network));
  return rows.map(({ network }) => network);
}

async function listDiscounts(ctx: Ctx, serviceId: number): Promise<DiscountView[]> {
  const rows = await readDb(ctx)
    .select()
    .from(serviceDiscounts)
    .where(eq(serviceDiscounts.serviceId, serviceId))
    .orderBy(asc(serviceDiscounts.id));
  return rows.map(({ startDate, endDate, stackable, text, ...row }) => {
    const common = { startDate, endDate, stackable, text };
    return row.kind === 'percent'
      ? { kind: 'percent', percentPpm: row.percentPpm ?? 0, ...common }
      : { kind: 'fixed', amountMinor: row.amountMinor ?? 0n, ...common };
  });
}

/** One thing that changed on a service. */
export type HistoryView = {
  historyId: number;
  at: Date;
  actor: string;
  actorName: string | null;
  action: string;
  hold: HoldReason | null;
  before: unknown;
  after: unknown;
  reason: string | null;
};

const historyPageRows = 50;

/** Newest first; `before` is the last id of the page above. */
export async function listServiceHistory(
  ctx: Ctx,
  { serviceId, before }: { serviceId: number; before?: number | undefined },
): Promise<{ rows: HistoryView[]; next: number | undefined }> {
  requireStaff(ctx, 'services.read');
  const rows = await readDb(ctx)
    .select({
      historyId: serviceHistory.id,
      at: serviceHistory.at,
      actor: serviceHistory.actor,
      actorName: users.name,
      action: serviceHistory.action,
      hold: sql<HoldReason | null>`${serviceHistory.hold}`,
      before: serviceHistory.before,
      after: serviceHistory.after,
      reason: serviceHistory.reason,
    })
    .from(serviceHistory)
    .leftJoin(users, sql`${serviceHistory.actor} = ${users.kind} || ':' || ${users.id}`)
    .where(
      and(
        eq(serviceHistory.serviceId, serviceId),
        before === undefined ? undefined : lt(serviceHistory.id, before),
      ),
    )
    .orderBy(desc(serviceHistory.id))
    .limit(historyPageRows + 1);
  const page = rows.slice(0, historyPageRows);
  return { rows: page, next: rows.length > historyPageRows ? page.at(-1)?.historyId : undefined };
}

/** A change that waits for its day. */
export type PendingChange = {
  changeId: number;
  effectiveDate: string;
  kind: string;
  payload: unknown;
  createdAt: Date;
  byName: string | null;
};

/** Of one service, the next first. */
export async function listPendingChanges(ctx: Ctx, serviceId: number): Promise<PendingChange[]> {
  requireStaff(ctx, 'services.read');
  return readDb(ctx)
    .select({
      changeId: scheduledChanges.id,
      effectiveDate: scheduledChanges.effectiveDate,
      kind: scheduledChanges.kind,
      payload: scheduledChanges.payload,
      createdAt: scheduledChanges.createdAt,
      byName: users.name,
    })
    .from(scheduledChanges)
    .leftJoin(users, sql`${scheduledChanges.actor} = ${users.kind} || ':' || ${users.id}`)
    .where(and(eq(scheduledChanges.serviceId, serviceId), eq(scheduledChanges.state, 'pending')))
    .orderBy(asc(scheduledChanges.effectiveDate), asc(scheduledChanges.id))
    .limit(100);
}
