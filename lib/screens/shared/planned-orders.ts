import { and, asc, gte, inArray, sql } from 'drizzle-orm';
import { serviceHistory } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { isForLater, type OrderRequest } from '@/lib/orders/order-input';
import { fateOfPlanned, type PlannedFate, planActions } from '@/lib/timeline/rules/planned-order';

type SettledOrder = {
  orderId: string;
  state: string;
  request: OrderRequest;
  settledAt: Date | null;
};

/**
 * What became of those orders that planned a change for the end of a paid period; the others are left out. Its
 * caller has authorised.
 */
export async function listPlannedFates(
  ctx: Ctx,
  orders: readonly SettledOrder[],
): Promise<Map<string, PlannedFate>> {
  const later = orders.flatMap(({ orderId, state, request, settledAt }) => {
    return isForLater(request) && state === 'executed' && settledAt !== null
      ? [{ orderId, settledAt, serviceId: request.serviceId, itemId: request.itemId }]
      : [];
  });
  const [oldest] = later
    .map(({ settledAt }) => settledAt)
    .sort((a, b) => a.getTime() - b.getTime());
  if (oldest === undefined) return new Map();
  const { serviceId, action, at } = serviceHistory;
  const lines = await readDb(ctx)
    .select({
      ...{ serviceId, action, at },
      itemId: sql<number | null>`(${serviceHistory.after} ->> 'itemId')::int`,
    })
    .from(serviceHistory)
    .where(
      and(
        inArray(
          serviceId,
          later.map((order) => order.serviceId),
        ),
        inArray(action, [...planActions]),
        gte(at, oldest),
      ),
    )
    .orderBy(asc(serviceHistory.id));
  return new Map(
    later.map((order) => {
      const own = lines.filter(
        (line) => line.serviceId === order.serviceId && line.at >= order.settledAt,
      );
      return [order.orderId, fateOfPlanned(order.itemId, own)];
    }),
  );
}
