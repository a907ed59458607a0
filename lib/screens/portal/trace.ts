import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import { catalogItems } from '@/db/schema/catalog';
import { orders } from '@/db/schema/orders';
import { topUps } from '@/db/schema/payments';
import { periods } from '@/db/schema/recurrence';
import { routerPushes, serviceRouterStates } from '@/db/schema/routers';
import { serviceHistory, services } from '@/db/schema/services';
import { allocations } from '@/db/schema/usage';
import { transfers } from '@/db/schema/wallet';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { holdBit } from '@/lib/kit/words';
import { isForLater, OrderRequest } from '@/lib/orders/order-input';
import type { Effect, OrderFacts, RouterProgress, TopUpFacts } from '@/lib/timeline/rules/trace';
import { getMissingMinor } from '../shared/orders';
import { getServiceOnRouter } from './router-progress';
import { listPortalServices } from './services';

/**
 * Returns all effects of a top-up so far.
 * @throws DomainError `not-found`, also for another customer's top-up
 */
export async function getTopUpFacts(ctx: Ctx, topUpId: string): Promise<TopUpFacts> {
  const [row] = await readDb(ctx)
    .select({ topUp: topUps, balanceAfterMinor: transfers.balanceAfterMinor })
    .from(topUps)
    .leftJoin(transfers, eq(transfers.id, topUps.transferId))
    .where(eq(topUps.id, topUpId));
  const { topUp, balanceAfterMinor } = found(row);
  const { customerId, paidAt, orderId } = topUp;
  requireCustomerAccess(ctx, customerId, 'payments.read');
  const order = orderId === null ? null : await findOrder(ctx, { customerId, orderId });
  const since = paidAt;
  const until = since === null ? null : await nextCreditAt(ctx, { customerId, since });
  const put = since === null ? [] : await listPutBack(ctx, { customerId, since, until });
  const ids = new Set([...(order?.serviceId ? [order.serviceId] : []), ...put]);
  const span = { since: since ?? ctx.now, until };
  const { status, amountMinor, createdAt } = topUp;
  return {
    status,
    amountMinor,
    createdAt,
    paidAt,
    balanceAfterMinor,
    order,
    effects: await listEffects(ctx, [...ids], span),
    starting: status === 'paid' && until === null ? await listStarting(ctx, customerId) : [],
  };
}

export type OrderTrace = { order: OrderFacts & { serviceId: number | null }; effects: Effect[] };

/**
 * Returns all effects of an order so far.
 * @throws DomainError `not-found`, also for another customer's order
 */
export async function getOrderFacts(
  ctx: Ctx,
  input: { customerId: number; orderId: string },
): Promise<OrderTrace> {
  requireCustomerAccess(ctx, input.customerId, 'services.read');
  const order = await findOrder(ctx, input);
  const { serviceId, settledAt } = order;
  const isDone = order.state === 'executed' && serviceId !== null && settledAt !== null;
  // An order that only plans a change has no effects yet.
  const effects =
    isDone && !order.isLater
      ? await listEffects(ctx, [serviceId], { since: settledAt, until: null })
      : [];
  return { order, effects };
}

async function findOrder(ctx: Ctx, input: { customerId: number; orderId: string }) {
  const [row] = await readDb(ctx)
    .select()
    .from(orders)
    .where(and(eq(orders.id, input.orderId), eq(orders.customerId, input.customerId)));
  const order = found(row);
  const { id: orderId, kind, state, failure, createdAt, settledAt, serviceId } = order;
  const itemName = await nameOfOrder(ctx, orderId);
  const isLater = isForLater(OrderRequest.parse(order.payload));
  const isCovered = state === 'waiting' && (await getMissingMinor(ctx, input)) === 0n;
  return {
    isCovered,
    orderId,
    kind,
    state,
    failure,
    createdAt,
    settledAt,
    serviceId,
    itemName,
    isLater,
  };
}

async function nameOfOrder(ctx: Ctx, orderId: string): Promise<string> {
  const [row] = await readDb(ctx).execute<{ name: string | null }>(sql`
    select coalesce(p.name, i.name) as name from orders o
    left join packs p on o.kind = 'pack' and p.id = (o.payload ->> 'packId')::bigint
    left join catalog_items i on i.id = (o.payload ->> 'itemId')::bigint
    where o.id = ${orderId}`);
  return row?.name ?? '';
}

type Span = { since: Date; until: Date | null };

/** Effects after a later credit belong to that credit. */
async function nextCreditAt(
  ctx: Ctx,
  { customerId, since }: { customerId: number; since: Date },
): Promise<Date | null> {
  const [row] = await readDb(ctx)
    .select({ at: sql<Date | null>`min(${topUps.paidAt})`.mapWith(topUps.paidAt) })
    .from(topUps)
    .where(and(eq(topUps.customerId, customerId), sql`${topUps.paidAt} > ${since.toISOString()}`));
  return row?.at ?? null;
}

/** Lists the services that came back on because credit arrived. */
async function listPutBack(
  ctx: Ctx,
  { customerId, since, until }: { customerId: number } & Span,
): Promise<number[]> {
  const rows = await readDb(ctx)
    .selectDistinct({ serviceId: serviceHistory.serviceId })
    .from(serviceHistory)
    .where(
      and(
        eq(serviceHistory.customerId, customerId),
        eq(serviceHistory.action, 'hold_lifted'),
        inArray(serviceHistory.hold, ['no_credit', 'unpaid']),
        during(serviceHistory.at, { since, until }),
      ),
    );
  return rows.map((row) => row.serviceId);
}

function during(column: Parameters<typeof gte>[0], { since, until }: Span) {
  return and(gte(column, since), until === null ? undefined : lt(column, until));
}

/** Lists services that are covered but still off, because the job that spends the credit has not run yet. */
async function listStarting(ctx: Ctx, customerId: number): Promise<TopUpFacts['starting']> {
  const all = await listPortalServices(ctx, customerId);
  return all.filter(({ renewal }) => renewal.kind === 'starts' && renewal.source.kind === 'credit');
}

async function listEffects(ctx: Ctx, serviceIds: number[], span: Span): Promise<Effect[]> {
  if (serviceIds.length === 0) return [];
  const rows = await readDb(ctx)
    .select({
      serviceId: services.id,
      itemName: catalogItems.name,
      routerId: services.routerId,
      holds: services.holds,
    })
    .from(services)
    .innerJoin(catalogItems, eq(catalogItems.id, services.itemId))
    .where(inArray(services.id, serviceIds))
    .orderBy(asc(services.id));
  return Promise.all(
    rows.map(async ({ serviceId, itemName, routerId, holds }) => ({
      serviceId,
      itemName,
      period: await findPeriod(ctx, serviceId, span),
      pack: await findPack(ctx, serviceId, span),
      router: await routerProgress(ctx, { serviceId, routerId, span }),
      isConnecting: (holds & holdBit('not_connected')) !== 0,
    })),
  );
}

async function findPeriod(ctx: Ctx, serviceId: number, span: Span): Promise<Effect['period']> {
  const [row] = await readDb(ctx)
    .select({
      at: periods.decidedAt,
      priceMinor: periods.priceMinor,
      grantedBytes: periods.grantedBytes,
      endsAt: periods.endsAt,
    })
    .from(periods)
    .where(
      and(
        eq(periods.serviceId, serviceId),
        eq(periods.outcome, 'allocated'),
        during(periods.decidedAt, soonAfter(span)),
      ),
    )
    .orderBy(asc(periods.index))
    .limit(1);
  return row ?? null;
}

async function findPack(ctx: Ctx, serviceId: number, span: Span): Promise<Effect['pack']> {
  const [row] = await readDb(ctx)
    .select({
      at: allocations.createdAt,
      grantedBytes: allocations.grantedBytes,
      expiresAt: allocations.expiresAt,
    })
    .from(allocations)
    .where(
      and(
        eq(allocations.serviceId, serviceId),
        eq(allocations.source, 'pack'),
        during(allocations.createdAt, soonAfter(span)),
      ),
    )
    .orderBy(asc(allocations.id))
    .limit(1);
  return row ?? null;
}

const SOON_MS = 3_600_000;

/** The job behind a credit retries for a while; a renewal days later is not its effect. */
function soonAfter({ since, until }: Span): Span {
  const soon = new Date(since.getTime() + SOON_MS);
  return { since, until: until !== null && until < soon ? until : soon };
}

/** The changes in the history that cause a push to the router. */
const routerActions = ['created', 'hold_lifted', 'plan_changed', 'unthrottled'];

async function routerProgress(
  ctx: Ctx,
  { serviceId, routerId, span }: { serviceId: number; routerId: number | null; span: Span },
): Promise<RouterProgress> {
  if (routerId === null) return { kind: 'untouched' };
  const db = readDb(ctx);
  const [change] = await db
    .select({ at: serviceHistory.at })
    .from(serviceHistory)
    .where(
      and(
        eq(serviceHistory.serviceId, serviceId),
        inArray(serviceHistory.action, routerActions),
        during(serviceHistory.at, soonAfter(span)),
      ),
    )
    .orderBy(asc(serviceHistory.id))
    .limit(1);
  if (!change) return { kind: 'untouched' };
  const [confirmed] = await db
    .select({ at: routerPushes.at })
    .from(routerPushes)
    .where(
      and(
        eq(routerPushes.serviceId, serviceId),
        eq(routerPushes.outcome, 'confirmed'),
        gte(routerPushes.at, change.at),
      ),
    )
    .orderBy(asc(routerPushes.id))
    .limit(1);
  if (confirmed) return { kind: 'confirmed', at: confirmed.at };
  const onRouter = await getServiceOnRouter(ctx, serviceId);
  if (onRouter.kind === 'out_of_service') return { kind: 'out_of_service' };
  const [state] = await db
    .select({
      failure: serviceRouterStates.failure,
      attempts: serviceRouterStates.attempts,
      nextAttemptAt: serviceRouterStates.nextAttemptAt,
    })
    .from(serviceRouterStates)
    .where(
      and(eq(serviceRouterStates.serviceId, serviceId), eq(serviceRouterStates.routerId, routerId)),
    );
  return { kind: 'pending', ...(state ?? { failure: null, attempts: 0, nextAttemptAt: null }) };
}
