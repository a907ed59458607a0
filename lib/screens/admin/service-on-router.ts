import { and, eq } from 'drizzle-orm';
import { type RouterRowKey, serviceRouterStates } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { RouterFailure } from '@/lib/kit/words';
import { loadServices } from '@/lib/routers/lookups/desired';
import { loadRouterFacts } from '@/lib/routers/lookups/router-facts';
import { findServicePlace } from '@/lib/routers/lookups/sessions';
import { prepareService } from '@/lib/routers/prepare-service';
import type { MissingPart } from '@/lib/routers/rules';

/** One row that a router should have, without its password. */
export type DesiredRowView = {
  menu: string;
  key: string;
  attributes: Record<string, string | null>;
};

/** The rows a service's router should have, and what it last confirmed. */
export type ServiceOnRouterDetail = {
  routerId: number;
  routerName: string;
  desired: {
    version: bigint;
    rows: readonly DesiredRowView[];
    /** What prevents it from having rows. */
    missing: MissingPart | null;
  };
  applied: {
    version: bigint;
    at: Date | null;
    rows: readonly RouterRowKey[];
    failure: RouterFailure | null;
  };
  /** False for a fixed address, because it has no sign-in. */
  hasSession: boolean;
};

/**
 * Returns the desired and the applied rows of a service; null when it is on no router.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function findServiceOnRouter(
  ctx: Ctx,
  serviceId: number,
): Promise<ServiceOnRouterDetail | null> {
  requireStaff(ctx, 'services.read');
  const place = await findServicePlace(ctx, serviceId);
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
