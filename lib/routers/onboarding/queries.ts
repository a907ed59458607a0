import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { routers } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { normalLogin } from '../rules/match-rows';
import { type SetupProgress, setupProgress } from '../rules/setup-steps';
import { getRouter } from '../store';
import { findSetup } from './setup-store';

export interface RouterSetupView extends SetupProgress {
  /** Led through the steps and not yet put into service. */
  readonly isUnderWay: boolean;
  /** Verdicts of the last connection test by check; null before the first that connected. */
  readonly checks: Readonly<Record<string, string>> | null;
  readonly checkedAt: Date | null;
  readonly matchedAt: Date | null;
  readonly rehearsedAt: Date | null;
}

/**
 * How far a router has come on its way into service.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function getRouterSetup(ctx: Ctx, routerId: number): Promise<RouterSetupView> {
  requireStaff(ctx, 'routers.read');
  const [router, setup] = await Promise.all([getRouter(ctx, routerId), findSetup(ctx, routerId)]);
  const isInService = router.status !== 'off' && router.status !== 'new';
  const progress = setupProgress({
    useTls: router.useTls,
    isPinned: router.tlsFingerprint !== null,
    checks: setup?.checks ?? null,
    isMatched: setup?.matchedAt != null,
    isRehearsed: setup?.rehearsedAt != null,
    isInService,
  });
  return {
    ...progress,
    isUnderWay: setup !== null && setup.finishedAt === null && !isInService,
    checks: setup?.checks ?? null,
    checkedAt: setup?.checkedAt ?? null,
    matchedAt: setup?.matchedAt ?? null,
    rehearsedAt: setup?.rehearsedAt ?? null,
  };
}

/** Who a service is, for lists of rows on a router. */
export interface ServiceName {
  readonly serviceId: number;
  readonly customerName: string;
  readonly login: string | null;
  readonly routerName: string | null;
}

/** @throws DomainError `forbidden` */
export async function nameServices(ctx: Ctx, ids: readonly number[]): Promise<ServiceName[]> {
  requireStaff(ctx, 'routers.read');
  return ids.length === 0 ? [] : names(ctx).where(inArray(services.id, [...ids]));
}

/**
 * Live services anywhere that have one of these logins, in whatever spelling.
 * @throws DomainError `forbidden`
 */
export async function findServicesByLogin(
  ctx: Ctx,
  logins: readonly string[],
): Promise<ServiceName[]> {
  requireStaff(ctx, 'routers.read');
  if (logins.length === 0) return [];
  const wanted = sql.param(logins.map(normalLogin));
  return names(ctx).where(
    and(isNull(services.archivedAt), sql`lower(${services.login}) = any(${wanted}::text[])`),
  );
}

function names(ctx: Ctx) {
  return readDb(ctx)
    .select({
      serviceId: services.id,
      customerName: customers.name,
      login: services.login,
      routerName: routers.name,
    })
    .from(services)
    .innerJoin(customers, eq(customers.id, services.customerId))
    .leftJoin(routers, eq(routers.id, services.routerId));
}
