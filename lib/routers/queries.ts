import { and, asc, eq, sql } from 'drizzle-orm';
import { sites } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { ipPools } from '@/db/schema/network';
import {
  type RowDifference,
  routerDrifts,
  routers,
  serviceRouterStates,
} from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { found } from '@/lib/kit/errors';
import type { UnconfirmReason } from '@/lib/kit/router-words';
import type { DriftKind, RouterFailure, RouterStatus } from '@/lib/kit/words';
import { isOnRouter, isOpen } from './desired/queries';

const PAGE_SIZE_MAX = 50;

export interface RouterListItem {
  readonly routerId: number;
  readonly name: string;
  readonly siteName: string | null;
  readonly host: string;
  readonly port: number;
  readonly useTls: boolean;
  readonly status: RouterStatus;
  readonly failure: RouterFailure | null;
  readonly failingSince: Date | null;
  readonly lastSeenAt: Date | null;
  readonly version: string | null;
  /** Services on it that are not archived. */
  readonly serviceCount: number;
  /** Of these, how many it has not confirmed as desired. */
  readonly dueCount: number;
  readonly failedCount: number;
}

/** Of the router in the outer query: services, those not confirmed, those whose last push failed. */
const counts = {
  serviceCount: sql<number>`(select count(*)::int from ${services}
    where ${services.routerId} = ${routers.id} and ${services.archivedAt} is null)`,
  dueCount: sql<number>`(select count(*)::int from ${services}
    left join ${serviceRouterStates}
      on ${serviceRouterStates.serviceId} = ${services.id}
      and ${serviceRouterStates.routerId} = ${routers.id}
    where ${services.routerId} = ${routers.id}
      and coalesce(${serviceRouterStates.appliedVersion}, 0) < ${services.desiredVersion})`,
  failedCount: sql<number>`(select count(*)::int from ${serviceRouterStates}
    where ${serviceRouterStates.routerId} = ${routers.id}
      and ${serviceRouterStates.failure} is not null)`,
};

const listColumns = {
  routerId: routers.id,
  name: routers.name,
  siteName: sites.name,
  host: routers.host,
  port: routers.port,
  useTls: routers.useTls,
  status: routers.status,
  failure: routers.failure,
  failingSince: routers.failingSince,
  lastSeenAt: routers.lastSeenAt,
  version: routers.version,
  ...counts,
};

/** @throws DomainError `forbidden` */
export async function listRouters(ctx: Ctx): Promise<RouterListItem[]> {
  requireStaff(ctx, 'routers.read');
  return readDb(ctx)
    .select(listColumns)
    .from(routers)
    .leftJoin(sites, eq(sites.id, routers.siteId))
    .orderBy(asc(routers.name));
}

export interface RouterDetail extends RouterListItem {
  readonly siteId: number | null;
  readonly username: string;
  readonly tlsFingerprint: string | null;
  readonly accessMethods: readonly string[];
  readonly pppLocalAddress: string | null;
  readonly identity: string | null;
  readonly board: string | null;
  /** When it last showed that it holds what it has confirmed. */
  readonly lookedAt: Date | null;
  /** Why what it had confirmed was last taken back; null when it never was. */
  readonly unconfirmedReason: UnconfirmReason | null;
  readonly unconfirmedCount: number | null;
  readonly unconfirmedAt: Date | null;
  readonly retryAt: Date | null;
  readonly failureCount: number;
  readonly pools: readonly {
    readonly name: string;
    readonly first: string;
    readonly last: string;
  }[];
  readonly open: readonly OpenService[];
  readonly drifts: readonly DriftView[];
}

/** A service that its router has not confirmed as desired. */
export interface OpenService {
  readonly serviceId: number;
  readonly customerId: number;
  readonly customerName: string;
  readonly login: string | null;
  readonly failure: RouterFailure | null;
  /** The router's own words; for staff only. */
  readonly failureDetail: string | null;
  readonly failedAt: Date | null;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
}

export interface DriftView {
  readonly kind: DriftKind;
  readonly menu: string;
  readonly rowKey: string;
  readonly serviceId: number | null;
  readonly properties: readonly string[];
  readonly differences: readonly RowDifference[];
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** @throws DomainError `forbidden` | `not-found` */
export async function getRouterDetail(ctx: Ctx, routerId: number): Promise<RouterDetail> {
  requireStaff(ctx, 'routers.read');
  const [row] = await readDb(ctx)
    .select({
      ...listColumns,
      siteId: routers.siteId,
      username: routers.username,
      tlsFingerprint: routers.tlsFingerprint,
      accessMethods: routers.accessMethods,
      pppLocalAddress: routers.pppLocalAddress,
      identity: routers.identity,
      board: routers.board,
      lookedAt: routers.lookedAt,
      unconfirmedReason: routers.unconfirmedReason,
      unconfirmedCount: routers.unconfirmedCount,
      unconfirmedAt: routers.unconfirmedAt,
      retryAt: routers.retryAt,
      failureCount: routers.failureCount,
    })
    .from(routers)
    .leftJoin(sites, eq(sites.id, routers.siteId))
    .where(eq(routers.id, routerId));
  const [pools, open, drifts] = await Promise.all([
    poolsOf(ctx, routerId),
    openServicesOf(ctx, routerId),
    driftsOf(ctx, routerId),
  ]);
  return { ...found(row), pools, open, drifts };
}

function poolsOf(ctx: Ctx, routerId: number) {
  return readDb(ctx)
    .select({ name: ipPools.name, first: ipPools.firstAddress, last: ipPools.lastAddress })
    .from(ipPools)
    .where(eq(ipPools.routerId, routerId))
    .orderBy(asc(ipPools.id));
}

/** Failed ones first. */
function openServicesOf(ctx: Ctx, routerId: number): Promise<OpenService[]> {
  const state = serviceRouterStates;
  return readDb(ctx)
    .select({
      serviceId: services.id,
      customerId: services.customerId,
      customerName: customers.name,
      login: services.login,
      failure: state.failure,
      failureDetail: state.failureDetail,
      failedAt: state.failedAt,
      attempts: sql<number>`coalesce(${state.attempts}, 0)`,
      nextAttemptAt: state.nextAttemptAt,
    })
    .from(services)
    .innerJoin(customers, eq(customers.id, services.customerId))
    .leftJoin(state, and(eq(state.serviceId, services.id), eq(state.routerId, routerId)))
    .where(and(isOnRouter(routerId), isOpen(routerId)))
    .orderBy(sql`${state.failedAt} desc nulls last`, asc(services.id))
    .limit(PAGE_SIZE_MAX);
}

function driftsOf(ctx: Ctx, routerId: number): Promise<DriftView[]> {
  return readDb(ctx)
    .select({
      kind: routerDrifts.kind,
      menu: routerDrifts.menu,
      rowKey: routerDrifts.rowKey,
      serviceId: routerDrifts.serviceId,
      properties: routerDrifts.properties,
      differences: routerDrifts.differences,
      firstSeenAt: routerDrifts.firstSeenAt,
      lastSeenAt: routerDrifts.lastSeenAt,
    })
    .from(routerDrifts)
    .where(eq(routerDrifts.routerId, routerId))
    .orderBy(asc(routerDrifts.firstSeenAt), asc(routerDrifts.menu), asc(routerDrifts.rowKey))
    .limit(PAGE_SIZE_MAX);
}
