import { and, asc, eq, gte, sql } from 'drizzle-orm';
import { routerPushes, serviceRouterStates } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { PushOutcome } from '@/lib/kit/router-words';
import type { RouterFailure } from '@/lib/kit/words';
import type { LastPoll } from '@/lib/routers/lookups/polls';

/** The push state of a service on its router, for its owner and for staff. */
export type ServiceOnRouterView =
  | { kind: 'not_on_a_router' }
  | { kind: 'confirmed'; at: Date }
  /** Its router is disabled, so nothing is pushed to it. */
  | { kind: 'out_of_service' }
  | {
      kind: 'activating';
      /** Why the last attempt failed; null while the first one is running. */
      failure: RouterFailure | null;
      failedAt: Date | null;
    };

/** @throws DomainError `not-found` | `forbidden` */
export async function getServiceOnRouter(
  ctx: Ctx,
  serviceId: number,
): Promise<ServiceOnRouterView> {
  const state = serviceRouterStates;
  const [row] = await readDb(ctx)
    .select({
      customerId: services.customerId,
      routerId: services.routerId,
      desiredVersion: services.desiredVersion,
      appliedVersion: state.appliedVersion,
      appliedAt: state.appliedAt,
      failure: state.failure,
      failedAt: state.failedAt,
      isFrozen: sql<boolean>`service_is_frozen(${services.id})`,
    })
    .from(services)
    .leftJoin(state, and(eq(state.serviceId, services.id), eq(state.routerId, services.routerId)))
    .where(eq(services.id, serviceId));
  const { customerId, routerId, desiredVersion, appliedVersion, appliedAt, isFrozen, ...rest } =
    found(row);
  requireCustomerAccess(ctx, customerId, 'services.read');
  if (routerId === null) return { kind: 'not_on_a_router' };
  const isConfirmed = appliedVersion !== null && appliedVersion >= desiredVersion;
  if (isConfirmed && appliedAt !== null) return { kind: 'confirmed', at: appliedAt };
  return isFrozen ? { kind: 'out_of_service' } : { kind: 'activating', ...rest };
}

/** One step of a service's timeline; contains no error text of the router. */
export type RouterStep = {
  at: Date;
  outcome: PushOutcome;
  failure: RouterFailure | null;
};

/**
 * Lists the pushes of a service that the router confirmed or rejected since `since`, oldest first.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function listRouterSteps(
  ctx: Ctx,
  input: { serviceId: number; since: Date },
): Promise<RouterStep[]> {
  const [service] = await readDb(ctx)
    .select({ customerId: services.customerId })
    .from(services)
    .where(eq(services.id, input.serviceId));
  requireCustomerAccess(ctx, found(service).customerId, 'services.read');
  return readDb(ctx)
    .select({ at: routerPushes.at, outcome: routerPushes.outcome, failure: routerPushes.failure })
    .from(routerPushes)
    .where(and(eq(routerPushes.serviceId, input.serviceId), gte(routerPushes.at, input.since)))
    .orderBy(asc(routerPushes.id));
}

/** A poll from before the router confirmed the service says nothing about its connection. */
export function connectionOf(
  poll: LastPoll | undefined,
  onRouter: ServiceOnRouterView,
): boolean | null {
  const isNews = onRouter.kind === 'confirmed' && poll !== undefined && poll.polledAt > onRouter.at;
  return isNews ? poll.isConnected : null;
}
