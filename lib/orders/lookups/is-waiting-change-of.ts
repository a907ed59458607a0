import { and, eq, sql } from 'drizzle-orm';
import { orders } from '@/db/schema/orders';

export type OrderRow = typeof orders.$inferSelect;

/** SQL condition: an unpaid waiting order that changes this service's plan. */
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
