import { and, eq, inArray, ne } from 'drizzle-orm';
import { routers } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx, Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { statusOnRouterSql } from './levels';

/** Where a service's sessions are, and how to identify them. */
export type SessionOwner =
  | { kind: 'none' }
  | {
      kind: 'login';
      routerId: number;
      customerId: number;
      service: 'ppp' | 'hotspot';
      login: string;
      /** True if the router lets the login in again after its session ended. */
      isWelcome: boolean;
    };

/** @throws DomainError `not-found` */
export async function loadSessionOwner(ctx: Ctx, serviceId: number): Promise<SessionOwner> {
  const [row] = await readDb(ctx)
    .select({
      routerId: services.routerId,
      customerId: services.customerId,
      accessMethod: services.accessMethod,
      login: services.login,
      status: statusOnRouterSql.mapWith(String),
    })
    .from(services)
    .where(eq(services.id, serviceId));
  const { routerId, customerId, accessMethod, login, status } = found(row);
  const hasLogin = accessMethod === 'pppoe' || accessMethod === 'hotspot';
  if (routerId === null || login === null || !hasLogin) return { kind: 'none' };
  const service = accessMethod === 'pppoe' ? 'ppp' : 'hotspot';
  const isWelcome = status === 'active' || status === 'stopped';
  return { kind: 'login', routerId, customerId, service, login, isWelcome };
}

/** Whether another service on this router may now use the login, which may have been reassigned. */
export async function isLoginOfAnother(
  ctx: Ctx,
  routerId: number,
  owner: {
    serviceId: number;
    service: 'ppp' | 'hotspot';
    login: string;
  },
): Promise<boolean> {
  const [row] = await readDb(ctx)
    .select({ id: services.id })
    .from(services)
    .where(
      and(
        eq(services.routerId, routerId),
        eq(services.login, owner.login),
        eq(services.accessMethod, owner.service === 'ppp' ? 'pppoe' : 'hotspot'),
        inArray(statusOnRouterSql, ['active', 'stopped']),
        ne(services.id, owner.serviceId),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** @throws DomainError `not-found` */
export async function loadRouterOf(
  ctx: Ctx,
  serviceId: number,
): Promise<{ routerId: number | null; customerId: number }> {
  const [row] = await readDb(ctx)
    .select({ routerId: services.routerId, customerId: services.customerId })
    .from(services)
    .where(eq(services.id, serviceId));
  return found(row);
}

/** Location of a service on the network; null when it is on no router. */
export type ServicePlace = NonNullable<Awaited<ReturnType<typeof findServicePlace>>>;

export async function findServicePlace(ctx: ActorlessCtx, serviceId: number) {
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
