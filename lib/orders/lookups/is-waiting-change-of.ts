import { and, eq, sql } from 'drizzle-orm';
import { orders } from '@/db/schema/orders';

export type OrderRow = typeof orders.$inferSelect;

/** A change of this service's plan that was ordered and not paid for. */
export function isWaitingChangeOf({
  customerId,
  serviceId,
}: {
  customerId: number;
  serviceId: number;
}) {
  return and(
    eq(orders.customerId, customerId),
    eq(orders.kind, 'plan_change'),
    eq(orders.state, 'waiting'),
    sql`(${orders.payload} ->> 'serviceId')::bigint = ${serviceId}`,
  );
}
