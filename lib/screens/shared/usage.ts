import { and, asc, desc, eq, gt, gte, lte, or, sql } from 'drizzle-orm';
import { catalogItems, catalogItemVersions, packs } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { services } from '@/db/schema/services';
import { allocations, usageDays, usageGaps, usagePollers } from '@/db/schema/usage';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess, requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { type AllocationSource, type CapAction, type CapDirection, holdBit } from '@/lib/kit/words';
import { findChangeDay } from '@/lib/orders/lookups/change-day';
import { findLastMoment } from '@/lib/orders/lookups/last-day';
import { getSettings } from '@/lib/settings/get-settings';
import { listBookedBytes, totalOf } from '@/lib/usage/lookups/series';
import { inOrderOfUse, leftIn, leftInAll } from '@/lib/usage/rules/buckets';
import { type Projection, projectionOf } from '@/lib/usage/rules/projection';
import { type Axis, axisOf, type Gap, isBlank, type SeriesRange } from '@/lib/usage/rules/slots';

export type DataBucket = {
  allocationId: number;
  source: AllocationSource;
  packName: string | null;
  grantedBytes: bigint;
  usedBytes: bigint;
  leftBytes: bigint;
  startsAt: Date;
  /** The earliest of its own end, the end of the service and a change of plan that ends its period. */
  expiresAt: Date;
};

export type DataLeft = {
  serviceId: number;
  /** False on plans without a data limit, which have no buckets. */
  isLimited: boolean;
  direction: CapDirection;
  action: CapAction;
  grantedBytes: bigint;
  usedBytes: bigint;
  leftBytes: bigint;
  /** Doubtful readings, excluded from every other number until staff book them. */
  heldBytes: bigint;
  /** Blocked, or slowed, because the data is used up. */
  isBlocked: boolean;
  isThrottled: boolean;
  /** In the order of use: the bucket that expires first comes first. */
  buckets: DataBucket[];
  /** When the last bucket expires; null without data. */
  expiresAt: Date | null;
  /** The last read of the router's counters; later traffic is not included. */
  asOf: Date | null;
  projection: Projection;
};

/**
 * Returns the data a service has left, bucket by bucket.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function getDataLeft(ctx: Ctx, serviceId: number): Promise<DataLeft> {
  return dataLeftOf(ctx, await getMeteredService(ctx, serviceId));
}

type MeteredService = Awaited<ReturnType<typeof getMeteredService>>;

async function dataLeftOf(ctx: Ctx, service: MeteredService): Promise<DataLeft> {
  const rows = service.isLimited ? await listBuckets(ctx, service.serviceId) : [];
  const { serviceId, endDate, hasPlanned } = service;
  const isEnding = rows.length > 0 && (endDate !== null || hasPlanned);
  const last = isEnding ? await findLastMoment(ctx, { serviceId, endDate }) : null;
  const changesAt = rows.length > 0 && hasPlanned ? await findChangeDay(ctx, serviceId) : null;
  const buckets = inOrderOfUse(
    rows.map(({ isOfPeriod, ...row }) => ({
      ...{ ...row, id: row.allocationId },
      expiresAt: endOf(ctx, row.expiresAt, isOfPeriod ? [last, changesAt] : [last]),
    })),
  ).map(({ id: _id, ...row }) => ({ ...row, leftBytes: leftIn(row) }));
  const sum = (of: (bucket: DataBucket) => bigint) =>
    buckets.reduce((total, bucket) => total + of(bucket), 0n);
  const { isLimited, direction, action, isBlocked, isThrottled, asOf } = service;
  return {
    ...{ serviceId, isLimited, direction, action, isBlocked, isThrottled, asOf },
    heldBytes: BigInt(service.held),
    grantedBytes: sum((bucket) => bucket.grantedBytes),
    usedBytes: sum((bucket) => bucket.usedBytes),
    leftBytes: leftInAll(buckets),
    buckets,
    expiresAt: buckets.at(-1)?.expiresAt ?? null,
    projection: projectBuckets(buckets, service.asOf ?? ctx.now),
  };
}

/**
 * Returns until when data can be used: it keeps its own term, in case staff move the last day, but nobody uses it after
 * that. A last day that has passed, as in a pause, is moved when the service resumes.
 */
function endOf(ctx: Ctx, expiresAt: Date, ends: readonly (Date | null)[]): Date {
  return ends.reduce<Date>(
    (first, end) => (end !== null && end > ctx.now && end < first ? end : first),
    expiresAt,
  );
}

/** Projects at the pace of the current data. */
function projectBuckets(buckets: readonly DataBucket[], asOf: Date): Projection {
  const last = buckets.at(-1);
  if (!last) return { kind: 'unknown' };
  const since = Math.min(...buckets.map((bucket) => bucket.startsAt.getTime()));
  return projectionOf({
    since: new Date(since),
    asOf,
    until: last.expiresAt,
    usedBytes: buckets.reduce((total, bucket) => total + bucket.usedBytes, 0n),
    leftBytes: leftInAll(buckets),
  });
}

/** Returns the service if the caller may see its usage; otherwise throws as for an unknown id. */
async function getMeteredService(ctx: Ctx, serviceId: number) {
  const rows = await readDb(ctx)
    .select({
      serviceId: services.id,
      customerId: services.customerId,
      routerId: services.routerId,
      createdAt: services.createdAt,
      endDate: services.endDate,
      hasPlanned: sql<boolean>`exists (select 1 from scheduled_changes ch
        where ch.service_id = ${services.id} and ch.state = 'pending')`,
      isLimited: sql<boolean>`${catalogItemVersions.dataLimitBytes} is not null`,
      direction: catalogItemVersions.capDirection,
      action: catalogItemVersions.capAction,
      isBlocked: sql<boolean>`${services.holds} & ${sql.raw(String(holdBit('data_cap')))} <> 0`,
      isThrottled: services.throttled,
      asOf: usagePollers.lastPolledAt,
      held: sql<string>`(
        select coalesce(sum(case ${catalogItemVersions.capDirection}
          when 'down' then h.down_bytes when 'up' then h.up_bytes else h.down_bytes + h.up_bytes end), 0)
        from usage_held_readings h where h.service_id = ${services.id} and h.state = 'open')`,
    })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .leftJoin(usagePollers, eq(usagePollers.routerId, services.routerId))
    .where(eq(services.id, serviceId));
  const service = found(rows[0]);
  requireCustomerAccess(ctx, service.customerId, 'usage.read');
  return service;
}

type BucketRow = Omit<DataBucket, 'leftBytes'> & { isOfPeriod: boolean };

async function listBuckets(ctx: Ctx, serviceId: number): Promise<BucketRow[]> {
  return readDb(ctx)
    .select({
      allocationId: allocations.id,
      source: allocations.source,
      packName: packs.name,
      grantedBytes: allocations.grantedBytes,
      usedBytes: allocations.usedBytes,
      startsAt: allocations.startsAt,
      expiresAt: allocations.expiresAt,
      isOfPeriod: sql<boolean>`${allocations.periodIndex} is not null`,
    })
    .from(allocations)
    .leftJoin(packs, eq(packs.id, allocations.packId))
    .where(
      and(
        eq(allocations.serviceId, serviceId),
        lte(allocations.startsAt, ctx.now),
        gt(allocations.expiresAt, ctx.now),
      ),
    );
}

export type UsageSeries = {
  range: SeriesRange;
  /** The operator's time zone, in which slots start and labels are written. */
  timeZone: string;
  /** Start of each slot, and the end of the last: epoch milliseconds, UTC. */
  startsAtMs: number[];
  endsAtMs: number;
  /** Bytes per slot; null when unknown: in the future, before the service, or in a gap. */
  downBytes: (number | null)[];
  upBytes: (number | null)[];
  totalDownBytes: bigint;
  totalUpBytes: bigint;
  /** Spans without a read of the counters; a null `endsAt` means it lasts until now. */
  gaps: Gap[];
  /** The last read of the counters; later traffic is not shown yet. */
  asOf: Date | null;
  /** The current data allowance, for the cap line; null without a limit or outside the graph. */
  cap: { grantedBytes: bigint; leftBytes: bigint; direction: CapDirection; expiresAt: Date } | null;
  projection: Projection;
};

/**
 * Returns the graph of one service around `at`. Bytes are counted in the slot in which they were read.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function listUsageSeries(
  ctx: Ctx,
  input: { serviceId: number; range: SeriesRange; at: Date },
): Promise<UsageSeries> {
  const service = await getMeteredService(ctx, input.serviceId);
  const data = await dataLeftOf(ctx, service);
  const { timeZone } = await getSettings(ctx);
  const axis = axisOf(input.range, input.at, timeZone);
  const booked = await listBookedBytes(ctx, { ...input, axis, timeZone });
  const gaps = service.routerId === null ? [] : await listGaps(ctx, service.routerId, axis);
  const unknown: Gap[] = [...gaps, { startsAt: new Date(0), endsAt: service.createdAt }];
  const known = booked.map((slot, i) => {
    const bounds = { startsAt: slot.startsAt, endsAt: booked[i + 1]?.startsAt ?? axis.end };
    const isEmpty = slot.downBytes === 0n && slot.upBytes === 0n;
    return isEmpty && isBlank(bounds, unknown, data.asOf) ? null : slot;
  });
  const isShowingNow = axis.end > ctx.now && (axis.starts[0] ?? axis.end) <= ctx.now;
  return {
    range: input.range,
    timeZone,
    startsAtMs: axis.starts.map((start) => start.getTime()),
    endsAtMs: axis.end.getTime(),
    downBytes: known.map((slot) => (slot === null ? null : Number(slot.downBytes))),
    upBytes: known.map((slot) => (slot === null ? null : Number(slot.upBytes))),
    ...totalOf(booked),
    gaps,
    asOf: data.asOf,
    cap: isShowingNow ? capOf(data) : null,
    projection: isShowingNow ? data.projection : { kind: 'unknown' },
  };
}

function capOf({ grantedBytes, leftBytes, direction, expiresAt }: DataLeft): UsageSeries['cap'] {
  return expiresAt === null ? null : { grantedBytes, leftBytes, direction, expiresAt };
}

async function listGaps(ctx: Ctx, routerId: number, axis: Axis): Promise<Gap[]> {
  const from = axis.starts[0] ?? axis.end;
  return readDb(ctx)
    .select({ startsAt: usageGaps.startsAt, endsAt: usageGaps.endsAt })
    .from(usageGaps)
    .where(
      and(
        eq(usageGaps.routerId, routerId),
        lte(usageGaps.startsAt, axis.end),
        or(sql`${usageGaps.endsAt} is null`, gte(usageGaps.endsAt, from)),
      ),
    )
    .orderBy(asc(usageGaps.startsAt));
}

export type TopUser = {
  serviceId: number;
  customerId: number;
  customerName: string;
  itemName: string;
  login: string | null;
  downBytes: bigint;
  upBytes: bigint;
};

/**
 * Lists the services with the most usage between two business days, both inclusive.
 * @throws DomainError `forbidden`
 */
export async function listTopUsers(
  ctx: Ctx,
  input: { fromDay: string; toDay: string; limit: number },
): Promise<TopUser[]> {
  requireStaff(ctx, 'usage.read');
  const total = sql<string>`sum(${usageDays.downBytes} + ${usageDays.upBytes})`;
  const top = readDb(ctx)
    .select({
      serviceId: usageDays.serviceId,
      down: sql<string>`sum(${usageDays.downBytes})`.as('down'),
      up: sql<string>`sum(${usageDays.upBytes})`.as('up'),
    })
    .from(usageDays)
    .where(and(gte(usageDays.day, input.fromDay), lte(usageDays.day, input.toDay)))
    .groupBy(usageDays.serviceId)
    .orderBy(desc(total), asc(usageDays.serviceId))
    .limit(Math.min(Math.max(1, input.limit), 100))
    .as('top');
  const rows = await readDb(ctx)
    .select({
      serviceId: top.serviceId,
      customerId: services.customerId,
      customerName: customers.name,
      itemName: catalogItems.name,
      login: services.login,
      down: top.down,
      up: top.up,
    })
    .from(top)
    .innerJoin(services, eq(services.id, top.serviceId))
    .innerJoin(customers, eq(customers.id, services.customerId))
    .innerJoin(catalogItems, eq(catalogItems.id, services.itemId))
    .orderBy(desc(sql`${top.down} + ${top.up}`), asc(top.serviceId));
  return rows.map(({ down, up, ...row }) => ({
    ...row,
    downBytes: BigInt(down),
    upBytes: BigInt(up),
  }));
}
