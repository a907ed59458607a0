import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { catalogItemVersions } from '@/db/schema/catalog';
import { serviceRouterStates } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { usagePastTerms } from '@/db/schema/usage';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx, Ctx } from '@/lib/context';
import { offRouterMask } from '@/lib/kit/hold-masks';
import { STOPPED_BITS_PER_SECOND } from '@/lib/kit/router-words';
import { type CapAction, type CapDirection, holdBit } from '@/lib/kit/words';
import { columnOf } from '../column-of';
import { groupBy } from '../group-by';
import type { LineRates } from '../rules/rates';

/** What metering needs to know of a service: its customer, the rate of its line, and what its limit counts. */
export type MeteredService = {
  serviceId: number;
  rates: LineRates;
  customerId: number;
  login: string | null;
  /** Null if the plan has no data limit. */
  action: CapAction | null;
  direction: CapDirection;
};

const version = catalogItemVersions;

/**
 * The highest rate of a plan's version: throttled, Stopped or neither. Null if we set no rate: none is configured, or the router
 * profile is the operator's own.
 */
const ratesOfVersion = {
  downBitsPerSecond: greatestRate(
    version.downBitsPerSecond,
    version.burstDownBitsPerSecond,
    version.slowDownBitsPerSecond,
  ),
  upBitsPerSecond: greatestRate(
    version.upBitsPerSecond,
    version.burstUpBitsPerSecond,
    sql`coalesce(${version.slowUpBitsPerSecond}, ${version.slowDownBitsPerSecond})`,
  ),
};

function greatestRate(plain: AnyPgColumn, burst: AnyPgColumn, slow: AnyPgColumn | SQL) {
  return sql<bigint | null>`case
    when ${version.routerProfile} is not null or ${plain} is null
      or (${version.capAction} = 'slow' and ${slow} is null) then null
    else greatest(${plain}, ${burst}, ${slow}, ${STOPPED_BITS_PER_SECOND}::bigint) end`.mapWith(
    version.downBitsPerSecond,
  );
}

const meteredColumns = {
  serviceId: services.id,
  customerId: services.customerId,
  login: sql<string | null>`lower(${services.login})`,
  action: sql<CapAction | null>`case when ${catalogItemVersions.dataLimitBytes} is not null then ${catalogItemVersions.capAction} end`,
  direction: catalogItemVersions.capDirection,
};

/** Returns the live services with these lower-case logins, on any router, because a session may outlive a move. */
export function listServicesByLogin(
  ctx: ActorlessCtx,
  logins: readonly string[],
): Promise<MeteredService[]> {
  // Matches the predicate of the partial unique index on live logins, so that the index is used.
  return listMetered(
    ctx,
    sql`lower(${services.login}) = any(${columnOf(logins, 'text')})
      and archived_at is null and holds & ${sql.raw(String(offRouterMask()))} = 0`,
  );
}

export function listServicesById(
  ctx: ActorlessCtx,
  serviceIds: readonly number[],
): Promise<MeteredService[]> {
  return listMetered(
    ctx,
    sql`${services.id} = any(${columnOf(serviceIds, 'bigint')}) and archived_at is null`,
  );
}

async function listMetered(ctx: ActorlessCtx, which: SQL): Promise<MeteredService[]> {
  const rows = await readDb(ctx)
    .select({ ...meteredColumns, present: ratesOfVersion })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .where(which);
  const past = await listPastRates(
    ctx,
    rows.map((row) => row.serviceId),
  );
  return rows.map(({ present, ...row }) => ({
    ...row,
    rates: { present, past: past.get(row.serviceId) ?? [] },
  }));
}

/** Former terms stay in force on a router until it has confirmed the ones that followed. */
async function listPastRates(ctx: ActorlessCtx, serviceIds: readonly number[]) {
  const rows = await readDb(ctx)
    .select({
      serviceId: usagePastTerms.serviceId,
      rate: ratesOfVersion,
      endedAt: usagePastTerms.endedAt,
      appliedAt: serviceRouterStates.appliedAt,
    })
    .from(usagePastTerms)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, usagePastTerms.itemVersionId))
    .innerJoin(services, eq(services.id, usagePastTerms.serviceId))
    .leftJoin(
      serviceRouterStates,
      and(
        eq(serviceRouterStates.serviceId, services.id),
        eq(serviceRouterStates.routerId, services.routerId),
      ),
    )
    .where(sql`${usagePastTerms.serviceId} = any(${columnOf(serviceIds, 'bigint')})`);
  const rates = rows.map(({ serviceId, rate, endedAt, appliedAt }) => ({
    serviceId,
    ...rate,
    until: appliedAt !== null && appliedAt > endedAt ? appliedAt : null,
  }));
  return groupBy(rates, (row) => row.serviceId);
}

/** What a cap decision needs to know of one service. */
export type CapFacts = {
  serviceId: number;
  customerId: number;
  action: CapAction | null;
  isActive: boolean;
  isBlocked: boolean;
  isThrottled: boolean;
  leftBytes: bigint;
  isRenewalDue: boolean;
};

/** Lists live services with the remaining data valid at `at`. Decisions must be made under their locks. */
export async function listCapFacts(
  ctx: ActorlessCtx,
  serviceIds: readonly number[],
  at: Date,
): Promise<CapFacts[]> {
  const instant = sql`${at.toISOString()}::timestamptz`;
  const rows = await readDb(ctx)
    .select({
      serviceId: services.id,
      customerId: services.customerId,
      action: meteredColumns.action,
      isActive: sql<boolean>`${services.status} = 'active'`,
      isBlocked: sql<boolean>`${services.holds} & ${sql.raw(String(holdBit('data_cap')))} <> 0`,
      isThrottled: services.throttled,
      leftBytes: sql<string>`(
        select coalesce(sum(greatest(a.granted_bytes - a.used_bytes, 0)), 0) from allocations a
        where a.service_id = ${services.id} and a.starts_at <= ${instant} and a.expires_at > ${instant})`,
      isRenewalDue: sql<boolean>`exists (
        select 1 from schedule c where c.service_id = ${services.id} and c.next_due <= ${instant} and not c.held)`,
    })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .where(
      and(
        sql`${services.id} = any(${columnOf(serviceIds, 'bigint')})`,
        isNull(services.archivedAt),
      ),
    )
    .orderBy(services.id);
  return rows.map((row) => ({ ...row, leftBytes: BigInt(row.leftBytes) }));
}

/**
 * Lists those of these services whose expected use would exhaust their valid data and that are still at full speed.
 * Throttled services continue without data and need no lock.
 */
export async function listNearingEnd(
  ctx: ActorlessCtx,
  uses: readonly { serviceId: number; bytes: bigint }[],
  at: Date,
): Promise<number[]> {
  const instant = sql`${at.toISOString()}::timestamptz`;
  const rows = await readDb(ctx).execute<{ id: string }>(sql`
    select u.id::text as id
    from unnest(
      ${columnOf(
        uses.map((use) => use.serviceId),
        'bigint',
      )},
      ${columnOf(
        uses.map((use) => use.bytes),
        'bigint',
      )}
    ) u(id, bytes)
    join services s on s.id = u.id and s.status = 'active' and not s.throttled
    where u.bytes >= (
      select coalesce(sum(greatest(a.granted_bytes - a.used_bytes, 0)), 0) from allocations a
      where a.service_id = u.id and a.starts_at <= ${instant} and a.expires_at > ${instant})
    order by u.id`);
  return rows.map((row) => Number(row.id));
}

/** How long after an expiry the sweep still looks for it; an older one is noticed with the next traffic. */
const EXPIRY_LOOKBACK_SECONDS = 2 * 86_400;

/**
 * Lists services whose cap may have to change without traffic: data expired, or became valid while the cap is still
 * on.
 */
export async function listCapCandidates(ctx: Ctx, limit: number): Promise<number[]> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  // `offset 0` forces a lookup per service: as a join, planned for few valid allocations, it would compare every
  // pair.
  const hasData = sql`exists (
    select 1 from allocations b where b.service_id = s.id
      and b.starts_at <= ${now} and b.expires_at > ${now} and b.used_bytes < b.granted_bytes offset 0)`;
  const rows = await readDb(ctx).execute<{ id: string }>(sql`
    select s.id::text as id
    from services s join catalog_item_versions v on v.id = s.item_version_id
    where s.id in (
        select service_id from allocations
        where expires_at <= ${now} and expires_at > ${now} - make_interval(secs => ${EXPIRY_LOOKBACK_SECONDS}))
      and s.status = 'active' and not s.throttled and v.data_limit_bytes is not null and not ${hasData}
      and not exists (
        select 1 from schedule c where c.service_id = s.id and c.next_due <= ${now} and not c.held)
    union
    select s.id::text
    from services s join catalog_item_versions v on v.id = s.item_version_id
    where (s.holds & service_hold_bit('data_cap') <> 0 or s.throttled) and s.archived_at is null
      and (v.data_limit_bytes is null or ${hasData})
    limit ${limit}`);
  return rows.map((row) => Number(row.id)).sort((a, b) => a - b);
}

/** Lists the routers whose counters are read every few minutes: all in service, so that a new one is reached. */
export async function listRoutersToPoll(ctx: ActorlessCtx): Promise<number[]> {
  const rows = await readDb(ctx).execute<{ id: string }>(
    sql`select id::text as id from routers where status <> 'off' order by id`,
  );
  return rows.map((row) => Number(row.id));
}
