import { asc, eq } from 'drizzle-orm';
import { catalogItemVersions, sites } from '@/db/schema/catalog';
import { ipPools } from '@/db/schema/network';
import { serviceDiscounts, serviceNetworks, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { IntervalUnit, RecurrenceMode } from '@/lib/kit/words';
import { listChargesIfCancelled } from '@/lib/orders/lookups/charge-if-cancelled';
import { grantOf } from '@/lib/orders/rules';
import type { ShownCharge } from '@/lib/orders/shown-charge';
import type { Discount } from '@/lib/pricing/rules/price';
import { findRouterFacts } from '@/lib/services/lookups';
import { type ConnectionMeans, missingMeans } from '@/lib/services/rules/connection';
import { findServiceCard, type ServiceCard } from './service-cards';

export type DiscountView = Discount & { text: string };

/** Every field of a service, for its page and its form. Contains no password, only whether it has one. */
export type ServiceDetail = ServiceCard & {
  quantity: number;
  unit: string;
  /** The item's price per unit and period, and the price agreed with this customer, if any. */
  unitPriceMinor: bigint;
  customPriceMinor: bigint | null;
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
  /** What a period grants, for the whole quantity and with the bonus; null means unlimited. */
  grantedBytes: bigint | null;
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  createdAt: Date;
  archivedAt: Date | null;
  /** What a plan without a connection lacks. */
  lacks: ConnectionMeans[];
  /** What follows if the planned plan change is cancelled; null without one. */
  ifCancelled: ShownCharge | null;
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
  const head = found(card);
  return {
    ...head,
    quantity: service.quantity,
    unit: service.unit,
    unitPriceMinor: version.unitPriceMinor,
    customPriceMinor: service.customPriceMinor,
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
    grantedBytes: grantedBytesOf(parts),
    downBitsPerSecond: version.downBitsPerSecond,
    upBitsPerSecond: version.upBitsPerSecond,
    createdAt: service.createdAt,
    archivedAt: service.archivedAt,
    lacks: await lacksOf(ctx, head, service),
    ifCancelled: (await listChargesIfCancelled(ctx, [serviceId])).get(serviceId) ?? null,
  };
}

/** A service without the `not_connected` hold lacks nothing here, even if its router would reject it. */
async function lacksOf(
  ctx: Ctx,
  { state, waitsForConnection }: ServiceCard,
  service: Parts['service'],
): Promise<ConnectionMeans[]> {
  if (state.isArchived || !waitsForConnection) return [];
  return missingMeans({ ...service, router: await findRouterFacts(ctx, service) });
}

function grantedBytesOf({ service, version }: Parts): bigint | null {
  const { dataLimitBytes: quotaBytes, bonusDataBytes: bonusBytes } = version;
  const perUnit = grantOf({ quotaBytes, bonusBytes });
  return perUnit === null ? null : perUnit * BigInt(service.quantity);
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
