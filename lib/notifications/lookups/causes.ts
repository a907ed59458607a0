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
 * Names the data a service has in force: it changes with every grant, so that each level of it is told
 * once, and anew after a renewal or a pack.
 */
export async function grantOf(ctx: ActorlessCtx, serviceId: number): Promise<string> {
  const [row] = await readDb(ctx).execute<{ id: string | null }>(
    sql`select max(id)::text as id from allocations where service_id = ${serviceId}`,
  );
  return row?.id ?? 'none';
}

/**
 * The mail that told the customer this service is off, when it is on again now: served as far as the
 * router confirmed. Null when nobody was told, or while it is not on.
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

/** How often a service was connected: each time is told once, however often its event arrives. */
export async function countConnections(ctx: ActorlessCtx, serviceId: number): Promise<number> {
  const [row] = await readDb(ctx).execute<{ count: number }>(sql`
    select count(*)::int as count from service_history
    where service_id = ${serviceId} and action = 'hold_lifted' and hold = 'not_connected'`);
  return row?.count ?? 0;
}

/** The mail an order gets: a change of plan has words of its own. */
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

/** The person who has an account under a sign-up's address, if anybody has; null when the sign-up is gone. */
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
