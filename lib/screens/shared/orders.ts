import { and, asc, desc, eq, gte, inArray, sql } from 'drizzle-orm';
import { orders } from '@/db/schema/orders';
import { serviceHistory } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { thawQuote } from '@/lib/orders/frozen-quote';
import { getPurse } from '@/lib/orders/lookups/purse';
import { isForLater, OrderRequest } from '@/lib/orders/order-input';
import { decideQuote } from '@/lib/orders/rules';
import { sealQuote } from '@/lib/orders/seal-quote';
import { fateOfPlanned, type PlannedFate, planActions } from '@/lib/timeline/rules/planned-order';

/** Returns what a waiting order still lacks, by the rule that will execute it; zero once it is covered. */
export async function getMissingMinor(
  ctx: Ctx,
  { customerId, orderId }: { customerId: number; orderId: string },
): Promise<bigint> {
  requireCustomerAccess(ctx, customerId, 'orders.write');
  const [row] = await readDb(ctx)
    .select({ totalMinor: orders.totalMinor, quote: orders.quote, customerId: orders.customerId })
    .from(orders)
    .where(eq(orders.id, orderId));
  if (row?.customerId !== customerId) return 0n;
  const startsWhenConnected = thawQuote(row.quote)?.quote.startsWhenConnected;
  const { totalMinor } = row;
  const outcome = decideQuote({ totalMinor, startsWhenConnected }, await getPurse(ctx, customerId));
  return outcome.kind === 'short' ? outcome.shortMinor : 0n;
}

export type OrderView = {
  orderId: string;
  kind: (typeof orders.$inferSelect)['kind'];
  state: (typeof orders.$inferSelect)['state'];
  request: OrderRequest;
  totalMinor: bigint;
  serviceId: number | null;
  failure: string | null;
  createdAt: Date;
  settledAt: Date | null;
  expiresAt: Date;
  /** For an order that planned a change of plan for the end of the paid period; null for any other order. */
  fate: PlannedFate | null;
  /** For an order that failed because its offer changed: the confirmed quote. */
  was: string | null;
};

export async function getOrder(
  ctx: Ctx,
  { customerId, orderId }: { customerId: number; orderId: string },
): Promise<OrderView> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const [row] = await readDb(ctx)
    .select()
    .from(orders)
    .where(and(eq(orders.id, orderId), eq(orders.customerId, customerId)));
  const order = toOrderView(found(row));
  return { ...order, fate: (await listPlannedFates(ctx, [order])).get(orderId) ?? null };
}

/** Lists orders, newest first. */
export async function listOrders(
  ctx: Ctx,
  { customerId, limit = 20 }: { customerId: number; limit?: number },
): Promise<OrderView[]> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const rows = await readDb(ctx)
    .select()
    .from(orders)
    .where(eq(orders.customerId, customerId))
    .orderBy(desc(orders.createdAt), desc(orders.id))
    .limit(limit);
  const views = rows.map(toOrderView);
  const fates = await listPlannedFates(ctx, views);
  return views.map((view) => ({ ...view, fate: fates.get(view.orderId) ?? null }));
}

function toOrderView(row: typeof orders.$inferSelect): Omit<OrderView, 'fate'> {
  const { id: orderId, customerId, payload, quote, ...rest } = row;
  const request = OrderRequest.parse(payload);
  const shown = row.failure === 'quote_changed' ? thawQuote(quote) : null;
  const was = shown && sealQuote({ customerId, request }, shown);
  return { ...rest, orderId, request, was };
}

type SettledOrder = {
  orderId: string;
  state: string;
  request: OrderRequest;
  settledAt: Date | null;
};

/** Returns the outcome of each order that planned a change for the end of a paid period; other orders are left out. */
async function listPlannedFates(
  ctx: Ctx,
  settled: readonly SettledOrder[],
): Promise<Map<string, PlannedFate>> {
  const later = settled.flatMap(({ orderId, state, request, settledAt }) => {
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
      keepsPlanned: sql<boolean>`coalesce(${serviceHistory.after} ? 'keptPlan', false)`,
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
