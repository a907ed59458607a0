import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { routers } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { normalLogin } from '../rules/match-rows';

/** The name of a service, for lists of rows on a router. */
export type ServiceName = {
  serviceId: number;
  customerName: string;
  login: string | null;
  routerName: string | null;
};

/** @throws DomainError `forbidden` */
export async function nameServices(ctx: Ctx, ids: readonly number[]): Promise<ServiceName[]> {
  requireStaff(ctx, 'routers.read');
  return ids.length === 0 ? [] : names(ctx).where(inArray(services.id, [...ids]));
}

/**
 * Finds live services on any router with one of these logins, ignoring spelling.
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
