import { and, desc, eq, inArray } from 'drizzle-orm';
import { auditLog } from '@/db/schema/audit';
import { type RouterRowKey, routerPushes, routers, serviceRouterStates } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { found } from '@/lib/kit/errors';
import type { RouterFailure } from '@/lib/kit/words';
import { prepareService } from '../desired/prepare-service';
import { loadRouterFacts, loadServices } from '../desired/queries';
import type { MissingPart } from '../rules';
import { getRouter } from '../store';
import { askRouter, isNoAnswer, type NoAnswer } from './ask-router';
import { type RouterLoad, readLoad } from './read-load';
import { type LiveReading, type LiveSession, readSession, type SessionPlace } from './read-session';

/**
 * How a router is doing right now, from its own mouth, or why it does not say.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function getRouterLoad(ctx: Ctx, routerId: number): Promise<RouterLoad | NoAnswer> {
  requireStaff(ctx, 'routers.read');
  const router = await getRouter(ctx, routerId);
  return askRouter(router, { topic: 'load', now: ctx.now }, readLoad);
}

/** When a router was last worked with. */
export interface RouterActivity {
  readonly pushedAt: Date | null;
  readonly comparedAt: Date | null;
}

/** @throws DomainError `forbidden` */
export async function getRouterActivity(ctx: Ctx, routerId: number): Promise<RouterActivity> {
  requireStaff(ctx, 'routers.read');
  const [pushes, comparisons] = await Promise.all([
    readDb(ctx)
      .select({ at: routerPushes.at })
      .from(routerPushes)
      .where(eq(routerPushes.routerId, routerId))
      .orderBy(desc(routerPushes.id))
      .limit(1),
    readDb(ctx)
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
      .limit(1),
  ]);
  return { pushedAt: pushes[0]?.at ?? null, comparedAt: comparisons[0]?.at ?? null };
}

/** One row a router should hold, without its password. */
export interface DesiredRowView {
  readonly menu: string;
  readonly key: string;
  readonly attributes: Readonly<Record<string, string | null>>;
}

/** What a service's router should hold for it, and what it last confirmed. */
export interface ServiceOnRouterDetail {
  readonly routerId: number;
  readonly routerName: string;
  readonly desired: {
    readonly version: bigint;
    readonly rows: readonly DesiredRowView[];
    /** What keeps it from having any. */
    readonly missing: MissingPart | null;
  };
  readonly applied: {
    readonly version: bigint;
    readonly at: Date | null;
    readonly rows: readonly RouterRowKey[];
    readonly failure: RouterFailure | null;
  };
  /** False for a fixed address, which nobody signs in with. */
  readonly hasSession: boolean;
}

/**
 * Desired against applied for one service; null when it is on no router.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function findServiceOnRouter(
  ctx: Ctx,
  serviceId: number,
): Promise<ServiceOnRouterDetail | null> {
  requireStaff(ctx, 'services.read');
  const place = await placeOf(ctx, serviceId);
  if (place === null) return null;
  const { routerId, routerName, pppLocalAddress, accessMethod } = place;
  const [[loaded], facts, [state]] = await Promise.all([
    loadServices(ctx, routerId, [serviceId]),
    loadRouterFacts(ctx, { id: routerId, pppLocalAddress }),
    readDb(ctx)
      .select({ at: serviceRouterStates.appliedAt })
      .from(serviceRouterStates)
      .where(
        and(
          eq(serviceRouterStates.serviceId, serviceId),
          eq(serviceRouterStates.routerId, routerId),
        ),
      ),
  ]);
  const prepared = prepareService(found(loaded), facts);
  const { service, appliedVersion, appliedRows, failure } = prepared.loaded;
  const rows = appliedRows.map(({ menu, key }) => ({ menu, key }));
  return {
    ...{ routerId, routerName },
    desired: {
      version: service.version,
      rows: prepared.rows.map(({ menu, key, attributes }) => ({ menu, key, attributes })),
      missing: prepared.missing,
    },
    applied: { version: appliedVersion, at: state?.at ?? null, rows, failure },
    hasSession: accessMethod === 'pppoe' || accessMethod === 'hotspot',
  };
}

/** The session of a service as its router sees it now, with the moment it began. */
export interface ServiceSession extends Pick<LiveReading, 'kind' | 'rate'> {
  readonly sessions: readonly (LiveSession & { readonly since: Date | null })[];
}

/**
 * Who is on with a service right now, or why that cannot be said; null when it is on no router or has
 * neither a login nor an address.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function findServiceSession(
  ctx: Ctx,
  serviceId: number,
): Promise<ServiceSession | NoAnswer | null> {
  requireStaff(ctx, 'services.read');
  const place = await placeOf(ctx, serviceId);
  const at = place === null ? null : sessionPlace(serviceId, place);
  if (place === null || at === null) return null;
  const router = await getRouter(ctx, place.routerId);
  const seen = await askRouter(
    router,
    { topic: `session ${serviceId} ${place.login ?? ''}`, now: ctx.now },
    (connection) => readSession(connection, at),
  );
  if (isNoAnswer(seen)) return seen;
  return {
    ...seen,
    sessions: seen.sessions.map((session) => ({
      ...session,
      since:
        session.uptimeSeconds === null
          ? null
          : new Date(ctx.now.getTime() - session.uptimeSeconds * 1000),
    })),
  };
}

type ServicePlace = NonNullable<Awaited<ReturnType<typeof placeOf>>>;

async function placeOf(ctx: Ctx, serviceId: number) {
  const [row] = await readDb(ctx)
    .select({
      routerId: services.routerId,
      routerName: routers.name,
      pppLocalAddress: routers.pppLocalAddress,
      accessMethod: services.accessMethod,
      login: services.login,
      macAddresses: services.macAddresses,
    })
    .from(services)
    .leftJoin(routers, eq(routers.id, services.routerId))
    .where(eq(services.id, serviceId));
  const { routerId, routerName, ...rest } = found(row);
  return routerId === null || routerName === null ? null : { routerId, routerName, ...rest };
}

function sessionPlace(serviceId: number, place: ServicePlace): SessionPlace | null {
  const { accessMethod, login, macAddresses } = place;
  if (accessMethod === 'static') {
    const mac = macAddresses[0]?.toUpperCase() ?? null;
    return { method: 'static', queue: `isp-${serviceId}`, mac };
  }
  return accessMethod === null || login === null ? null : { method: accessMethod, login };
}
