import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { catalogItemVersions } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { type RouterRowKey, serviceRouterStates } from '@/db/schema/routers';
import { serviceNetworks, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import { slowRatesOf } from '@/lib/catalog/rules/slow-rates';
import type { Ctx } from '@/lib/context';
import type { RouterFailure } from '@/lib/kit/words';
import { stateFromBits, statusOnRouter } from '@/lib/services/rules';
import type { DesiredAddress, DesiredService } from '../rules/desired-service';
import { serviceLevels, type Urgency, urgencies } from '../rules/service-level';
import { desiredLevel, statusOnRouterSql, urgencyRank } from './levels';
import { isPoolDue } from './pools';
import { notOpened, openPassword, type PasswordOf } from './service-password';

/** A service in its desired state on a router, with the state the router last confirmed. */
export type ServiceOnRouter = {
  service: DesiredService;
  appliedVersion: bigint;
  appliedRows: readonly RouterRowKey[];
  appliedSession: string | null;
  /** Its level on the router when last confirmed. */
  appliedLevel: number;
  /** The level to which an unconfirmed push may have lowered it. */
  attemptedLevel: number | null;
  passwordFingerprint: string | null;
  adoptionApproved: boolean;
  attempts: number;
  /** Why the last attempt failed; null after a success. */
  failure: RouterFailure | null;
  /** The change that did not read as written after the last attempt at this version. */
  notConfirmed: string | null;
};

/**
 * The services on a router and those with rows left there. Uses two index scans, because an OR over both tables would
 * read every service.
 */
export function isOnRouter(routerId: number): SQL {
  return sql`${services.id} in (
    select s.id from ${services} s where s.router_id = ${routerId}
    union all
    select st.service_id from ${serviceRouterStates} st where st.router_id = ${routerId})`;
}

/** Not confirmed as desired, or still on the router although the service has left it. */
export function isOpen(routerId: number | SQL): SQL {
  return sql`(${services.routerId} is distinct from ${routerId}
    or coalesce(${serviceRouterStates.appliedVersion}, 0) < ${services.desiredVersion})`;
}

/**
 * Open and not waiting: a service waits after its own failure, and one whose rows staff restored stays that way unless
 * it changed since.
 */
function isDue(routerId: number | SQL, now: Date): SQL {
  return sql`(${isOpen(routerId)}
    and ((${serviceRouterStates.failure} is distinct from 'left_as_is'
        and coalesce(${serviceRouterStates.nextAttemptAt} <= ${now.toISOString()}::timestamptz, true))
      or coalesce(${serviceRouterStates.attemptedVersion}, 0) < ${services.desiredVersion}))`;
}

function isDueBefore(routerId: number, now: Date, urgency: Urgency): SQL {
  const rank = urgencies.indexOf(urgency) - 1;
  return sql`${isDue(routerId, now)} and ${urgencyRank(routerId)} < ${rank}`;
}

/**
 * Loads the due services of a router: those that gain access first, those that lose it last. `before` leaves out
 * services of this urgency or less.
 */
export async function loadDueServices(
  ctx: Ctx,
  routerId: number,
  { limit, before }: { limit: number; before?: Urgency | undefined },
): Promise<ServiceOnRouter[]> {
  const isAny = before === undefined;
  return load(ctx, routerId, {
    condition: isAny ? isDue(routerId, ctx.now) : isDueBefore(routerId, ctx.now, before),
    limit,
    order: sql`${urgencyRank(routerId)}, ${desiredLevel(routerId)} desc`,
  });
}

/** Loads due services for which this failure is not recorded yet at their current version. */
export async function loadDueUntold(
  ctx: Ctx,
  routerId: number,
  { failure, limit }: { failure: RouterFailure; limit: number },
): Promise<ServiceOnRouter[]> {
  const condition = sql`${isDue(routerId, ctx.now)}
    and (${serviceRouterStates.failure} is distinct from ${failure}
      or coalesce(${serviceRouterStates.attemptedVersion}, 0) < ${services.desiredVersion})`;
  return load(ctx, routerId, { condition, limit });
}

/** Whether more urgent work is due. */
export async function hasDueBefore(ctx: Ctx, routerId: number, urgency: Urgency): Promise<boolean> {
  const condition = isDueBefore(routerId, ctx.now, urgency);
  const [row] = await idsQuery(ctx, routerId, condition).limit(1);
  return row !== undefined;
}

/** Whether the desired version of a service is still this one. */
export async function isAtVersion(ctx: Ctx, serviceId: number, version: bigint): Promise<boolean> {
  const [row] = await readDb(ctx)
    .select({ version: services.desiredVersion })
    .from(services)
    .where(eq(services.id, serviceId));
  return row?.version === version;
}

/** Loads every service of a router, due or not, for a reconcile. */
export async function loadAllServices(ctx: Ctx, routerId: number): Promise<ServiceOnRouter[]> {
  return load(ctx, routerId, {});
}

/** Loads those of the services that are on a router or have rows left there. */
export async function loadServices(
  ctx: Ctx,
  routerId: number,
  ids: readonly number[],
): Promise<ServiceOnRouter[]> {
  return ids.length === 0 ? [] : load(ctx, routerId, { condition: inArray(services.id, [...ids]) });
}

/**
 * Loads the services on an operator's profile that are walled in or throttled, as far as the database knows. Does not
 * open their passwords, because only their profiles are needed.
 */
export async function loadOnOwnProfiles(ctx: Ctx, routerId: number): Promise<ServiceOnRouter[]> {
  const condition = sql`${services.routerId} = ${routerId}
    and ${catalogItemVersions.routerProfile} is not null
    and (${statusOnRouterSql} = 'stopped' or ${services.throttled})`;
  return load(ctx, routerId, { condition, passwordOf: notOpened });
}

export async function hasDueServices(ctx: Ctx, routerId: number): Promise<boolean> {
  const [row] = await idsQuery(ctx, routerId, isDue(routerId, ctx.now)).limit(1);
  return row !== undefined;
}

function idsQuery(ctx: Ctx, routerId: number, condition: SQL | undefined) {
  const state = serviceRouterStates;
  return readDb(ctx)
    .select({ id: services.id })
    .from(services)
    .leftJoin(state, and(eq(state.serviceId, services.id), eq(state.routerId, routerId)))
    .where(and(isOnRouter(routerId), condition))
    .orderBy(asc(services.id));
}

async function load(
  ctx: Ctx,
  routerId: number,
  {
    condition,
    limit,
    order,
    passwordOf = openPassword,
  }: { condition?: SQL; limit?: number; order?: SQL; passwordOf?: PasswordOf },
): Promise<ServiceOnRouter[]> {
  const state = serviceRouterStates;
  const query = readDb(ctx)
    .select({
      service: services,
      plan: catalogItemVersions,
      customerPassword: customers.servicePasswordSealed,
      state,
    })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .innerJoin(customers, eq(customers.id, services.customerId))
    .leftJoin(state, and(eq(state.serviceId, services.id), eq(state.routerId, routerId)))
    .where(and(isOnRouter(routerId), condition))
    .orderBy(...(order === undefined ? [] : [order]), asc(services.id));
  const rows = limit === undefined ? await query : await query.limit(limit);
  const networks = await networksOf(
    ctx,
    rows.map((row) => row.service.id),
  );
  return rows.map((row) =>
    toServiceOnRouter(row, {
      routerId,
      networks: networks.get(row.service.id) ?? [],
      password: passwordOf(row),
    }),
  );
}

type LoadedRow = {
  service: typeof services.$inferSelect;
  plan: typeof catalogItemVersions.$inferSelect;
  customerPassword: string | null;
  state: typeof serviceRouterStates.$inferSelect | null;
};

function toServiceOnRouter(
  { service, plan, state }: LoadedRow,
  {
    routerId,
    networks,
    password,
  }: { routerId: number; networks: readonly string[]; password: string | null },
): ServiceOnRouter {
  return {
    service: {
      serviceId: service.id,
      customerId: service.customerId,
      version: service.desiredVersion,
      isHere: service.routerId === routerId,
      status: statusOnRouter(stateFromBits(service)),
      throttled: service.throttled,
      accessMethod: service.accessMethod,
      login: service.login,
      password,
      address: toAddress(service),
      ipv6Prefix: service.ipv6Prefix,
      macAddresses: service.macAddresses,
      portId: service.portId,
      networks,
      plan: toPlan(plan),
    },
    appliedVersion: state?.appliedVersion ?? 0n,
    appliedRows: state?.appliedRows ?? [],
    appliedSession: state?.appliedSession ?? null,
    appliedLevel: state?.appliedLevel ?? serviceLevels.absent,
    attemptedLevel: state?.attemptedLevel ?? null,
    passwordFingerprint: state?.passwordFingerprint ?? null,
    adoptionApproved: state?.adoptionApproved ?? false,
    attempts: state?.attempts ?? 0,
    failure: state?.failure ?? null,
    notConfirmed: notConfirmedOf(service, state),
  };
}

function notConfirmedOf({ desiredVersion }: LoadedRow['service'], state: LoadedRow['state']) {
  const isThis = state?.failure === 'not_confirmed' && state.attemptedVersion === desiredVersion;
  return isThis ? state.failureDetail : null;
}

function toAddress(service: typeof services.$inferSelect): DesiredAddress {
  const { ipv4Mode, ipv4Address, ipv4PoolId } = service;
  if (ipv4Mode === 'permanent' && ipv4Address !== null) {
    return { mode: 'permanent', address: ipv4Address.replace(/\/32$/, '') };
  }
  return ipv4Mode === 'dynamic' ? { mode: 'dynamic', poolId: ipv4PoolId } : { mode: 'none' };
}

function toPlan(plan: typeof catalogItemVersions.$inferSelect): DesiredService['plan'] {
  const { burstDownBitsPerSecond: down, burstUpBitsPerSecond: up, burstSeconds: seconds } = plan;
  return {
    versionId: plan.id,
    routerProfile: plan.routerProfile,
    speed: { down: plan.downBitsPerSecond, up: plan.upBitsPerSecond },
    burst: seconds === null || (down === null && up === null) ? null : { down, up, seconds },
    priority: plan.priority,
    slowSpeed: slowRatesOf(plan),
  };
}

async function networksOf(ctx: Ctx, ids: readonly number[]): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>();
  if (ids.length === 0) return found;
  const rows = await readDb(ctx)
    .select({ serviceId: serviceNetworks.serviceId, network: serviceNetworks.network })
    .from(serviceNetworks)
    .where(inArray(serviceNetworks.serviceId, [...ids]))
    .orderBy(asc(serviceNetworks.network));
  for (const { serviceId, network } of rows) {
    found.set(serviceId, [...(found.get(serviceId) ?? []), network]);
  }
  return found;
}

/** Lists routers with due services that may be tried now; failing ones wait for their retry time. */
export async function listDirtyRouterIds(ctx: Ctx): Promise<number[]> {
  requireStaffOrSystem(ctx, 'routers.read');
  const state = serviceRouterStates;
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const onRouter = sql`select 1 from ${services}
    left join ${state} on ${state.serviceId} = ${services.id} and ${state.routerId} = r.id
    where ${services.routerId} = r.id and ${isDue(sql`r.id`, ctx.now)}`;
  const left = sql`select 1 from ${state}
    join ${services} on ${services.id} = ${state.serviceId}
    where ${state.routerId} = r.id and ${services.routerId} is distinct from r.id
      and ${isDue(sql`r.id`, ctx.now)}`;
  const rows = await readDb(ctx).execute<{ id: string }>(sql`
    select r.id from routers r
    where r.status <> 'off' and (r.retry_at is null or r.retry_at <= ${now})
      and (exists (${onRouter}) or exists (${left}) or ${isPoolDue(sql`r.id`)})
    order by r.id`);
  return rows.map((row) => Number(row.id));
}
