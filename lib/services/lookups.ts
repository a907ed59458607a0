import { eq, sql } from 'drizzle-orm';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { scheduledChanges, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx, TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type {
  AccessMethod,
  IntervalUnit,
  ItemKind,
  RecurrenceMode,
  RouterStatus,
} from '@/lib/kit/words';
import { findServing } from '@/lib/network/lookups/places';
import type { Serving } from '@/lib/network/rules/serving';
import type { RouterFacts } from './rules/connection';

/**
 * Returns the router that would serve a plan this customer bought now. The caller has checked access to the
 * customer.
 */
export async function findServingOf(ctx: ActorlessCtx, customerId: number): Promise<Serving> {
  const [customer] = await readDb(ctx)
    .select({ siteId: customers.siteId })
    .from(customers)
    .where(eq(customers.id, customerId));
  return findServing(ctx, found(customer));
}

/** The current terms of an item that a new service starts with. */
export type ItemOfNewService = {
  versionId: number;
  name: string;
  kind: ItemKind;
  unit: string;
  dataLimitBytes: bigint | null;
  recurrenceMode: RecurrenceMode;
  intervalCount: number | null;
  intervalUnit: IntervalUnit | null;
};

export async function findItemTerms(ctx: ActorlessCtx, itemId: number): Promise<ItemOfNewService> {
  const [row] = await readDb(ctx)
    .select({
      versionId: catalogItemVersions.id,
      name: catalogItems.name,
      kind: catalogItems.kind,
      unit: catalogItemVersions.unit,
      dataLimitBytes: catalogItemVersions.dataLimitBytes,
      recurrenceMode: catalogItemVersions.recurrenceMode,
      intervalCount: catalogItemVersions.intervalCount,
      intervalUnit: catalogItemVersions.intervalUnit,
    })
    .from(catalogItems)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .where(eq(catalogItems.id, itemId));
  return found(row);
}

/** Returns the terms that decide whether the service ever ends. */
export async function findEndingTerms(ctx: ActorlessCtx, itemVersionId: number) {
  const [row] = await readDb(ctx)
    .select({ kind: catalogItems.kind, dataLimitBytes: catalogItemVersions.dataLimitBytes })
    .from(catalogItemVersions)
    .innerJoin(catalogItems, eq(catalogItems.id, catalogItemVersions.itemId))
    .where(eq(catalogItemVersions.id, itemVersionId));
  return found(row);
}

export async function findItemKind(ctx: ActorlessCtx, itemId: number): Promise<ItemKind> {
  const [row] = await readDb(ctx)
    .select({ kind: catalogItems.kind })
    .from(catalogItems)
    .where(eq(catalogItems.id, itemId));
  return found(row).kind;
}

/**
 * Returns the router facts that decide whether a service, existing or new, can be connected; null without a
 * router.
 */
export async function findRouterFacts(
  ctx: ActorlessCtx,
  service: { id: number | null; routerId: number | null; accessMethod: AccessMethod | null },
): Promise<RouterFacts | null> {
  const { id, routerId, accessMethod } = service;
  if (routerId === null) return null;
  const [row] = await readDb(ctx).execute<{
    status: RouterStatus;
    access_methods: AccessMethod[];
    is_served: boolean;
  }>(sql`
    select r.status, r.access_methods,
           service_is_served(r.status, ${accessMethod}::text, st.applied_level, st.attempted_level, st.applied_rows)
             and not service_is_slowed_for_good(r.status, st.applied_level, st.attempted_level) as is_served
    from routers r left join service_router_states st on st.router_id = r.id and st.service_id = ${id}::bigint
    where r.id = ${routerId}`);
  if (!row) return null;
  return { status: row.status, accessMethods: row.access_methods, isServed: row.is_served };
}

/** Returns the item of these terms. */
export async function getItemOfVersion(ctx: ActorlessCtx, itemVersionId: number): Promise<number> {
  const [row] = await readDb(ctx)
    .select({ itemId: catalogItemVersions.itemId })
    .from(catalogItemVersions)
    .where(eq(catalogItemVersions.id, itemVersionId));
  return found(row).itemId;
}

/** Returns the service that another one waits for, and whether that may start; null for none. */
export async function findWaitedFor(
  ctx: ActorlessCtx,
  serviceId: number | null,
): Promise<{ customerId: number; hasBegun: boolean } | null> {
  if (serviceId === null) return null;
  const { customerId, holds, archivedAt } = services;
  const hasBegun = sql<boolean>`service_has_begun(${holds}, ${archivedAt} is not null)`;
  const [row] = await readDb(ctx)
    .select({ customerId, hasBegun })
    .from(services)
    .where(eq(services.id, serviceId));
  return row ?? null;
}

/** Lists a service and all services it waits for, directly or indirectly. */
export async function listWaitChain(ctx: ActorlessCtx, serviceId: number): Promise<number[]> {
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    with recursive chain as (
      select id, waits_for_service_id from services where id = ${serviceId}
      union
      select s.id, s.waits_for_service_id from services s join chain c on s.id = c.waits_for_service_id)
    select id::int as id from chain`);
  return rows.map((row) => row.id);
}

/** Finds the service created by an order or an earlier submission of the form. */
export async function findServiceOfOrder(ctx: ActorlessCtx, orderId: string) {
  const [row] = await readDb(ctx)
    .select({ id: services.id, customerId: services.customerId, itemId: services.itemId })
    .from(services)
    .where(eq(services.orderId, orderId));
  return row;
}

/** Lists the logins of unarchived services with this prefix, which a new service must not reuse. */
export async function listLogins(ctx: ActorlessCtx, prefix: string): Promise<Set<string>> {
  const rows = await readDb(ctx)
    .select({ login: services.login })
    .from(services)
    .where(
      sql`lower(${services.login}) like ${`${prefix.toLowerCase()}%`} and ${services.archivedAt} is null`,
    );
  return new Set(rows.flatMap((row) => (row.login ? [row.login.toLowerCase()] : [])));
}

/** Returns whether the service has money or usage records, which must be kept. */
export async function hasMoneyOrUsage(ctx: ActorlessCtx, serviceId: number): Promise<boolean> {
  const [row] = await readDb(ctx).execute<{ has: boolean }>(sql`
    select exists (select 1 from transfers
                   where service_id = ${serviceId} and cause_key not like 'period:%')
        or exists (select 1 from periods where service_id = ${serviceId})
        or exists (select 1 from allocations where service_id = ${serviceId})
        or exists (select 1 from usage_held_readings where service_id = ${serviceId})
        or exists (select 1 from usage_days where service_id = ${serviceId}) as has`);
  return row?.has ?? false;
}

/** Returns the pause terms of a plan. */
export async function getPauseTerms(ctx: ActorlessCtx, itemVersionId: number) {
  const [row] = await readDb(ctx)
    .select({
      pausesPerYearMax: catalogItemVersions.pausesPerYearMax,
      pauseDaysMax: catalogItemVersions.pauseDaysMax,
    })
    .from(catalogItemVersions)
    .where(eq(catalogItemVersions.id, itemVersionId));
  return found(row);
}

/**
 * Counts the pauses the subscriber began on or after a business day; pauses by staff do not count against the
 * plan.
 */
export async function countPausesSince(
  ctx: ActorlessCtx,
  { serviceId, day }: { serviceId: number; day: string },
): Promise<number> {
  const [row] = await readDb(ctx).execute<{ count: number }>(sql`
    select count(*)::int as count from service_history h, settings o
    where h.service_id = ${serviceId} and h.action = 'hold_set' and h.hold = 'paused'
      and h.actor like 'subscriber:%' and (h.at at time zone o.time_zone)::date >= ${day}::date`);
  return row?.count ?? 0;
}

export async function findServiceOfChange(
  ctx: TxCtx,
  changeId: number,
): Promise<{ serviceId: number; customerId: number } | undefined> {
  const [row] = await ctx.tx
    .select({ serviceId: services.id, customerId: services.customerId })
    .from(scheduledChanges)
    .innerJoin(services, eq(services.id, scheduledChanges.serviceId))
    .where(eq(scheduledChanges.id, changeId));
  return row;
}
