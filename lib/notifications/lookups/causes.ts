import { and, desc, eq, isNull, or, sql } from 'drizzle-orm';
import { users } from '@/db/schema/identity';
import { notifications } from '@/db/schema/notifications';
import { orders } from '@/db/schema/orders';
import { serviceRouterStates } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { signUps } from '@/db/schema/sign-up';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';

/**
 * Identifies the data in force for a service. It changes with every grant, so each threshold is mailed once, and
 * again after a renewal or a pack.
 */
export async function grantOf(ctx: ActorlessCtx, serviceId: number): Promise<string> {
  const [row] = await readDb(ctx).execute<{ id: string | null }>(
    sql`select max(id)::text as id from allocations where service_id = ${serviceId}`,
  );
  return row?.id ?? 'none';
}

/**
 * Returns the mail that told the customer this service had stopped, if it is active again and the router has
 * confirmed it. Null if no such mail was sent or the service is still off.
 */
export async function findStopTold(
  ctx: ActorlessCtx,
  serviceId: number,
): Promise<{ id: string } | null> {
  const onRouter = serviceRouterStates;
  const [row] = await readDb(ctx)
    .select({ id: notifications.id })
    .from(notifications)
    .innerJoin(services, eq(services.id, notifications.serviceId))
    .leftJoin(
      onRouter,
      and(eq(onRouter.serviceId, services.id), eq(onRouter.routerId, services.routerId)),
    )
    .where(
      and(
        eq(notifications.serviceId, serviceId),
        eq(notifications.template, 'service_stopped'),
        eq(notifications.state, 'sent'),
        eq(services.status, 'active'),
        or(
          isNull(services.routerId),
          sql`${onRouter.appliedVersion} >= ${services.desiredVersion}`,
        ),
      ),
    )
    .orderBy(desc(notifications.createdAt), desc(notifications.id))
    .limit(1);
  return row ?? null;
}

/** Counts how often a service was connected, or accepted by its router: each connection is mailed once, even if its event is repeated. */
export async function countConnections(ctx: ActorlessCtx, serviceId: number): Promise<number> {
  const [row] = await readDb(ctx).execute<{ count: number }>(sql`
    select count(*)::int as count from service_history
    where service_id = ${serviceId} and action = 'hold_lifted' and hold in ('not_connected', 'router_refused')`);
  return row?.count ?? 0;
}

/** The template for an order's mail; a plan change has its own. */
export async function templateOfOrder(
  ctx: ActorlessCtx,
  orderId: string,
): Promise<'order_executed' | 'plan_changed'> {
  const [row] = await readDb(ctx)
    .select({ kind: orders.kind })
    .from(orders)
    .where(eq(orders.id, orderId));
  return row?.kind === 'plan_change' ? 'plan_changed' : 'order_executed';
}

/** Returns the user with the sign-up's email address, if there is one; null if the sign-up no longer exists. */
export async function findUserOfSignUp(
  ctx: ActorlessCtx,
  signUpId: string,
): Promise<{ userId: number | null } | null> {
  const [row] = await readDb(ctx)
    .select({ userId: users.id })
    .from(signUps)
    .leftJoin(users, sql`lower(${users.email}) = lower(${signUps.email})`)
    .where(eq(signUps.id, signUpId));
  return row ?? null;
}
