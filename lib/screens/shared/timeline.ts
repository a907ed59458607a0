import { and, desc, eq, inArray, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { orders } from '@/db/schema/orders';
import { periods } from '@/db/schema/recurrence';
import { routerPushes } from '@/db/schema/routers';
import { serviceHistory, services } from '@/db/schema/services';
import { allocations } from '@/db/schema/usage';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { LineView } from '@/lib/charges/line-view';
import { listLines } from '@/lib/charges/lookups';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { TransferKind } from '@/lib/kit/ledger-words';
import { holdReasons } from '@/lib/kit/words';
import { pageOfTimeline, type TimelineEvent, type TimelinePage } from '@/lib/timeline/rules';

const LIMIT_MAX = 100;
/** The most events read from one source for one moment. */
const MOMENT_MAX = 20_000;

/** The events to read: of one service and what affects it, or of a customer with all services. */
type Scope = {
  customerId: number;
  serviceIds: number[];
  isOneService: boolean;
  before: Date | undefined;
  limit: number;
};

/**
 * Lists the events of one service, with the credit that reached its customer's wallet.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function listServiceTimeline(
  ctx: Ctx,
  input: { serviceId: number; before?: Date | undefined; limit?: number },
): Promise<TimelinePage> {
  const { serviceId, before, limit = 30 } = input;
  const [row] = await readDb(ctx)
    .select({ customerId: services.customerId })
    .from(services)
    .where(eq(services.id, serviceId));
  const { customerId } = found(row);
  requireCustomerAccess(ctx, customerId, 'services.read');
  return readTimeline(ctx, {
    customerId,
    serviceIds: [serviceId],
    isOneService: true,
    before,
    limit: Math.min(limit, LIMIT_MAX),
  });
}

/**
 * Lists the events of a customer: money, orders, and everything on their services.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function listCustomerTimeline(
  ctx: Ctx,
  input: { customerId: number; before?: Date | undefined; limit?: number },
): Promise<TimelinePage> {
  const { customerId, before, limit = 30 } = input;
  requireCustomerAccess(ctx, customerId, 'services.read');
  const rows = await readDb(ctx)
    .select({ id: services.id })
    .from(services)
    .where(eq(services.customerId, customerId));
  return readTimeline(ctx, {
    customerId,
    serviceIds: rows.map(({ id }) => id),
    isOneService: false,
    before,
    limit: Math.min(limit, LIMIT_MAX),
  });
}

async function readTimeline(ctx: Ctx, scope: Scope): Promise<TimelinePage> {
  const sources: TimelineEvent[][] = await Promise.all([
    listMoney(ctx, scope),
    listOrders(ctx, scope),
    ...(scope.serviceIds.length === 0
      ? []
      : [
          listPeriods(ctx, scope),
          listData(ctx, scope),
          listHistory(ctx, scope),
          listPushes(ctx, scope),
        ]),
  ]);
  // A sweep decides many services at one moment; a page shows all events of a moment or none.
  const isInsideOneMoment = sources.some(
    (rows) => rows.length >= scope.limit && rows[0]?.at.getTime() === rows.at(-1)?.at.getTime(),
  );
  if (isInsideOneMoment && scope.limit < MOMENT_MAX)
    return readTimeline(ctx, { ...scope, limit: scope.limit * 4 });
  return pageOfTimeline(sources, scope.limit);
}

/** Charges of periods are left out because the period's event reports them; the legs of a movement are one event. */
async function listMoney(ctx: Ctx, scope: Scope): Promise<TimelineEvent[]> {
  const { customerId, serviceIds, isOneService, before, limit } = scope;
  const rows = await readDb(ctx).execute<{
    cause: string;
    at_ms: string;
    actor: string;
    kind: TransferKind;
    amount: string;
    text: string;
    service_id: number | null;
  }>(sql`
    select t.cause_key as cause, floor(extract(epoch from min(t.at)) * 1000)::bigint as at_ms,
           min(t.actor) as actor, (array_agg(t.kind order by t.leg))[1] as kind,
           sum(case when t.credit_account_id = t.customer_account_id then t.amount_minor
                    else -t.amount_minor end)::text as amount,
           (array_agg(t.text order by t.leg))[1] as text, min(t.service_id)::int as service_id
    from transfers t
    where t.customer_account_id in (select id from accounts where customer_id = ${customerId})
      and t.cause_key not like 'period:%'
      and ${isOneService ? sql`(t.service_id is null or t.service_id = ${serviceIds[0] ?? 0})` : sql`true`}
      and ${before ? sql`t.at < ${before.toISOString()}::timestamptz` : sql`true`}
    group by t.cause_key order by min(t.at) desc limit ${limit}`);
  return rows.map((row) => ({
    id: `money:${row.cause}`,
    at: new Date(Number(row.at_ms)),
    serviceId: row.service_id,
    actor: row.actor,
    kind: 'money',
    transfer: row.kind,
    amountMinor: BigInt(row.amount),
    text: row.text,
  }));
}

async function listOrders(ctx: Ctx, scope: Scope): Promise<TimelineEvent[]> {
  const at = sql<Date>`coalesce(${orders.settledAt}, ${orders.createdAt})`.mapWith(
    orders.createdAt,
  );
  const [serviceId] = scope.serviceIds;
  const concerns = scope.isOneService
    ? or(
        eq(orders.serviceId, serviceId ?? 0),
        sql`${orders.payload} ->> 'serviceId' = ${String(serviceId)}`,
      )
    : undefined;
  const rows = await readDb(ctx)
    .select({
      orderId: orders.id,
      order: orders.kind,
      state: orders.state,
      serviceId: orders.serviceId,
      at,
    })
    .from(orders)
    .where(and(eq(orders.customerId, scope.customerId), concerns, beforeOf(at, scope)))
    .orderBy(desc(at))
    .limit(scope.limit);
  return rows.map((row) => ({ ...row, id: `order:${row.orderId}`, actor: null, kind: 'order' }));
}

async function listPeriods(ctx: Ctx, scope: Scope): Promise<TimelineEvent[]> {
  const rows = await readDb(ctx)
    .select({
      serviceId: periods.serviceId,
      index: periods.index,
      at: periods.decidedAt,
      outcome: periods.outcome,
      startsAt: periods.startsAt,
      endsAt: periods.endsAt,
      priceMinor: periods.priceMinor,
      grantedBytes: periods.grantedBytes,
      balanceSeenMinor: periods.balanceSeenMinor,
    })
    .from(periods)
    .where(and(inArray(periods.serviceId, scope.serviceIds), beforeOf(periods.decidedAt, scope)))
    .orderBy(desc(periods.decidedAt), desc(periods.index))
    .limit(scope.limit);
  const idOf = (row: { serviceId: number; index: number }) =>
    `period:${row.serviceId}:${row.index}`;
  // A period's event has the key of its charge.
  const lines = await listLines(ctx, rows.map(idOf));
  return rows.map(({ index, ...row }) => {
    const id = idOf({ ...row, index });
    const feeMinor = lines
      .filter(({ causeKey, what }) => causeKey === id && isFee(what))
      .reduce((sum, { grossMinor }) => sum + grossMinor, 0n);
    return { ...row, id, feeMinor, actor: null, kind: 'period' };
  });
}

function isFee(what: LineView['what']): boolean {
  return what === 'activation_fee' || what === 'change_fee';
}

/** Packs and gifts; a period's own data belongs to the period's event. */
async function listData(ctx: Ctx, scope: Scope): Promise<TimelineEvent[]> {
  const rows = await readDb(ctx)
    .select({
      allocationId: allocations.id,
      serviceId: allocations.serviceId,
      at: allocations.createdAt,
      source: allocations.source,
      grantedBytes: allocations.grantedBytes,
      expiresAt: allocations.expiresAt,
    })
    .from(allocations)
    .where(
      and(
        inArray(allocations.serviceId, scope.serviceIds),
        // The period's event reports the data that comes with the period.
        notInArray(allocations.source, ['period', 'bonus']),
        beforeOf(allocations.createdAt, scope),
      ),
    )
    .orderBy(desc(allocations.createdAt), desc(allocations.id))
    .limit(scope.limit);
  return rows.map(({ allocationId, ...row }) => ({
    ...row,
    id: `data:${allocationId}`,
    actor: null,
    kind: 'data',
  }));
}

async function listHistory(ctx: Ctx, scope: Scope): Promise<TimelineEvent[]> {
  const rows = await readDb(ctx)
    .select({
      rowId: serviceHistory.id,
      serviceId: serviceHistory.serviceId,
      at: serviceHistory.at,
      actor: serviceHistory.actor,
      action: serviceHistory.action,
      hold: serviceHistory.hold,
    })
    .from(serviceHistory)
    .where(
      and(inArray(serviceHistory.serviceId, scope.serviceIds), beforeOf(serviceHistory.at, scope)),
    )
    .orderBy(desc(serviceHistory.at), desc(serviceHistory.id))
    .limit(scope.limit);
  return rows.map(({ rowId, action, hold: text, ...row }): TimelineEvent => {
    const common = { ...row, id: `history:${rowId}` };
    const hold = holdReasons.find((reason) => reason === text);
    const isHold = action === 'hold_set' || action === 'hold_lifted';
    return hold && isHold
      ? { ...common, kind: action, hold }
      : { ...common, kind: 'changed', action };
  });
}

async function listPushes(ctx: Ctx, scope: Scope): Promise<TimelineEvent[]> {
  const rows = await readDb(ctx)
    .select({
      pushId: routerPushes.id,
      serviceId: routerPushes.serviceId,
      at: routerPushes.at,
      failure: routerPushes.failure,
      isServed: sql<boolean>`coalesce((
        select h.action <> 'hold_set' from service_history h
        where h.service_id = router_pushes.service_id and h.hold = 'not_connected' and h.at <= router_pushes.at
        order by h.at desc, h.id desc limit 1), true)`,
    })
    .from(routerPushes)
    .where(and(inArray(routerPushes.serviceId, scope.serviceIds), beforeOf(routerPushes.at, scope)))
    .orderBy(desc(routerPushes.at), desc(routerPushes.id))
    .limit(scope.limit);
  return rows.map(({ pushId, failure, isServed, ...row }): TimelineEvent => {
    const common = { ...row, id: `router:${pushId}`, actor: null };
    return failure === null
      ? { ...common, kind: isServed ? 'router_confirmed' : 'router_removed' }
      : { ...common, kind: 'router_failed', failure, attempts: 1 };
  });
}

/** Converts the date by hand because an expression, unlike a column, has no encoder for dates. */
function beforeOf(at: SQL | PgColumn, { before }: Scope): SQL | undefined {
  return before === undefined ? undefined : sql`${at} < ${before.toISOString()}::timestamptz`;
}
