import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { auditLog } from '@/db/schema/audit';
import { sites } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { ipPools } from '@/db/schema/network';
import {
  type RowDifference,
  routerDrifts,
  routerPushes,
  routers,
  serviceRouterStates,
} from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { DriftKind, StopRules, UnconfirmReason } from '@/lib/kit/router-words';
import type { RouterFailure } from '@/lib/kit/words';
import { isOnRouter, isOpen } from '@/lib/routers/lookups/desired';
import { listColumns, type RouterListItem } from './routers';

/** Times of the last work on a router. */
export type RouterActivity = {
  pushedAt: Date | null;
  comparedAt: Date | null;
};

/** @throws DomainError `forbidden` */
export async function getRouterActivity(ctx: Ctx, routerId: number): Promise<RouterActivity> {
  requireStaff(ctx, 'routers.read');
  const [pushes, comparedAt] = await Promise.all([
    readDb(ctx)
      .select({ at: routerPushes.at })
      .from(routerPushes)
      .where(eq(routerPushes.routerId, routerId))
      .orderBy(desc(routerPushes.id))
      .limit(1),
    comparedAtOf(ctx, routerId),
  ]);
  return { pushedAt: pushes[0]?.at ?? null, comparedAt };
}

async function comparedAtOf(ctx: Ctx, routerId: number): Promise<Date | null> {
  const [row] = await readDb(ctx)
    .select({ at: auditLog.at })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.subjectKind, 'router'),
        eq(auditLog.subjectId, String(routerId)),
        inArray(auditLog.action, ['router.reconcile', 'router.repair']),
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(1);
  return row?.at ?? null;
}

const PAGE_SIZE_MAX = 50;

export type RouterDetail = RouterListItem & {
  siteId: number | null;
  username: string;
  tlsFingerprint: string | null;
  accessMethods: readonly string[];
  pppLocalAddress: string | null;
  identity: string | null;
  board: string | null;
  /** When it last showed that it has its confirmed configuration. */
  lookedAt: Date | null;
  /** Whether the last look saw the rules that hold stopped customers, and when. */
  stopRules: StopRules | null;
  stopRulesSeenAt: Date | null;
  /** Why its confirmations were last withdrawn; null if they never were. */
  unconfirmedReason: UnconfirmReason | null;
  unconfirmedCount: number | null;
  unconfirmedAt: Date | null;
  retryAt: Date | null;
  failureCount: number;
  pools: readonly {
    name: string;
    first: string;
    last: string;
  }[];
  open: readonly OpenService[];
  drifts: readonly DriftView[];
  /** When it was last compared with what it should hold; null if it never was. */
  comparedAt: Date | null;
};

/** A service whose desired state the router has not confirmed. */
export type OpenService = {
  serviceId: number;
  customerId: number;
  customerName: string;
  login: string | null;
  failure: RouterFailure | null;
  /** The router's own error text; for staff only. */
  failureDetail: string | null;
  failedAt: Date | null;
  attempts: number;
  nextAttemptAt: Date | null;
};

export type DriftView = {
  kind: DriftKind;
  menu: string;
  rowKey: string;
  serviceId: number | null;
  properties: readonly string[];
  differences: readonly RowDifference[];
  firstSeenAt: Date;
  lastSeenAt: Date;
};

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
      stopRules: routers.stopRules,
      stopRulesSeenAt: routers.stopRulesSeenAt,
      unconfirmedReason: routers.unconfirmedReason,
      unconfirmedCount: routers.unconfirmedCount,
      unconfirmedAt: routers.unconfirmedAt,
      retryAt: routers.retryAt,
      failureCount: routers.failureCount,
    })
    .from(routers)
    .leftJoin(sites, eq(sites.id, routers.siteId))
    .where(eq(routers.id, routerId));
  const [pools, open, drifts, comparedAt] = await Promise.all([
    poolsOf(ctx, routerId),
    openServicesOf(ctx, routerId),
    driftsOf(ctx, routerId),
    comparedAtOf(ctx, routerId),
  ]);
  return { ...found(row), pools, open, drifts, comparedAt };
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
