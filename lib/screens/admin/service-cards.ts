import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { catalogItems } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { users } from '@/db/schema/identity';
import { routers, serviceRouterStates } from '@/db/schema/routers';
import { serviceHolds, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import { listPlanned } from '@/lib/calendar/lookups';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { StopRules } from '@/lib/kit/router-words';
import type {
  HoldReason,
  ItemKind,
  RecurrenceMode,
  RouterFailure,
  RouterStatus,
} from '@/lib/kit/words';
import { listNextCharges, type NextCharge } from '@/lib/orders/lookups/next-charges';
import { type NextPayment, nextOf } from '@/lib/screens/portal/renewals';
import { listConnectionFacts } from '@/lib/services/lookups/connection';
import { type ServiceState, stateFromBits, statusOf } from '@/lib/services/rules';
import type { Planned } from '@/lib/services/rules/planned';
import {
  type ConnectionFacts,
  hasPaidTime,
  stateAhead,
  stateWhenDue,
} from '@/lib/services/rules/state-ahead';

export type HoldDetail = {
  reason: HoldReason;
  since: Date;
  /** Business day on which it is lifted automatically. */
  until: string | null;
  note: string | null;
  /** Name of the person who added it; null when the product did. */
  byName: string | null;
  /** The disputed payment that stops it; null for other reasons. */
  disputedTopUpId: string | null;
};

/** The configuration the router should have and what it confirmed. */
export type PushDetail = {
  routerId: number;
  routerName: string;
  routerStatus: RouterStatus;
  desiredVersion: bigint;
  appliedVersion: bigint;
  appliedAt: Date | null;
  isConfirmed: boolean;
  /** It is stopped, but the router lacks the firewall rules that hold stopped customers. */
  isStopOpen: boolean;
  /** When the router last showed its configuration, and so that it is still in place. */
  seenAt: Date | null;
  failure: RouterFailure | null;
  /** The router's own error text. */
  failureDetail: string | null;
  failedAt: Date | null;
  nextAttemptAt: Date | null;
};

/** One service as the admin lists it with its customer. Money in minor units, tax included. */
export type ServiceCard = {
  serviceId: number;
  customerId: number;
  customerName: string;
  itemId: number;
  itemName: string;
  kind: ItemKind;
  description: string;
  state: ServiceState;
  status: ReturnType<typeof statusOf>;
  holds: HoldDetail[];
  login: string | null;
  accessMethod: (typeof services.$inferSelect)['accessMethod'];
  ipv4Mode: (typeof services.$inferSelect)['ipv4Mode'];
  ipv4Address: string | null;
  startDate: string;
  endDate: string | null;
  isThrottled: boolean;
  /** The price of a period that starts today, discounts and tax included. */
  priceTodayMinor: bigint;
  next: NextPayment | null;
  mode: RecurrenceMode;
  /** Its router can neither connect it now nor already serves it. */
  isUnserved: boolean;
  /** Its router is out of service, so nothing is pushed to it. */
  isFrozen: boolean;
  /** Its router is in use, but does not respond or refuses our login. */
  isRouterAway: boolean;
  /** Paid time is left, and continues when the service does. */
  hasPaidTime: boolean;
  /** It waits for its connection, or will wait for it instead of paying its next charge. */
  waitsForConnection: boolean;
  /** End of the running period; null when none runs. */
  paidUntil: Date | null;
  /** Null on services without a router. */
  push: PushDetail | null;
  /** All planned changes, the next one first. */
  planned: Planned[];
  /** True if money or usage refers to it, so that it can be archived but not deleted. */
  hasHistory: boolean;
};

/** Lists a customer's services, newest first; archived ones only on request. */
export async function listServiceCards(
  ctx: Ctx,
  { customerId, withArchived = false }: { customerId: number; withArchived?: boolean },
): Promise<ServiceCard[]> {
  requireStaff(ctx, 'services.read');
  const where = withArchived
    ? eq(services.customerId, customerId)
    : and(eq(services.customerId, customerId), sql`${services.archivedAt} is null`);
  return readCards(ctx, where);
}

/** Returns undefined when there is no such service. */
export async function findServiceCard(
  ctx: Ctx,
  serviceId: number,
): Promise<ServiceCard | undefined> {
  requireStaff(ctx, 'services.read');
  const [card] = await readCards(ctx, eq(services.id, serviceId));
  return card;
}

const hasHistory = sql<boolean>`(
  exists (select 1 from transfers x where x.service_id = ${services.id} and x.cause_key not like 'period:%')
  or exists (select 1 from periods x where x.service_id = ${services.id})
  or exists (select 1 from allocations x where x.service_id = ${services.id})
  or exists (select 1 from usage_days x where x.service_id = ${services.id}))`;

const CARDS_MAX = 200;

async function readCards(ctx: Ctx, where: SQL | undefined): Promise<ServiceCard[]> {
  const state = serviceRouterStates;
  const rows = await readDb(ctx)
    .select({
      service: services,
      customerName: customers.name,
      itemName: catalogItems.name,
      kind: catalogItems.kind,
      router: {
        name: routers.name,
        status: routers.status,
        lookedAt: routers.lookedAt,
        stopRules: routers.stopRules,
      },
      applied: {
        appliedVersion: state.appliedVersion,
        appliedAt: state.appliedAt,
        failure: state.failure,
        failureDetail: state.failureDetail,
        failedAt: state.failedAt,
        nextAttemptAt: state.nextAttemptAt,
      },
      hasHistory,
    })
    .from(services)
    .innerJoin(customers, eq(customers.id, services.customerId))
    .innerJoin(catalogItems, eq(catalogItems.id, services.itemId))
    .leftJoin(routers, eq(routers.id, services.routerId))
    .leftJoin(state, and(eq(state.serviceId, services.id), eq(state.routerId, services.routerId)))
    .where(where)
    .orderBy(sql`${services.archivedAt} is not null`, sql`${services.id} desc`)
    .limit(CARDS_MAX);
  const ids = rows.map((row) => row.service.id);
  const charges = await listNextCharges(ctx, ids);
  const connections = await listConnectionFacts(ctx, ids);
  const [holds, planned] = await Promise.all([
    listHoldDetails(ctx, ids),
    listPlanned(ctx, ids, charges),
  ]);
  return rows.map((row) => {
    const { id } = row.service;
    const charge = found(charges.get(id));
    const connection = found(connections.get(id));
    const parts = { holds: holds.get(id) ?? [], charge, planned: planned.get(id) ?? [] };
    return toCard(row, { ...parts, connection });
  });
}

type CardRow = {
  service: typeof services.$inferSelect;
  customerName: string;
  itemName: string;
  kind: ItemKind;
  router: {
    name: string;
    status: RouterStatus;
    lookedAt: Date | null;
    stopRules: StopRules | null;
  } | null;
  applied: {
    appliedVersion: bigint;
    appliedAt: Date | null;
    failure: RouterFailure | null;
    failureDetail: string | null;
    failedAt: Date | null;
    nextAttemptAt: Date | null;
  } | null;
  hasHistory: boolean;
};

type CardParts = {
  holds: HoldDetail[];
  charge: NextCharge;
  planned: Planned[];
  connection: ConnectionFacts;
};

function toCard(row: CardRow, { holds, charge, planned, connection }: CardParts): ServiceCard {
  const { service } = row;
  const state = stateFromBits(service);
  const ahead = stateAhead(state, connection);
  const isPeriodic = charge.terms.interval !== null;
  return {
    serviceId: service.id,
    customerId: service.customerId,
    customerName: row.customerName,
    itemId: service.itemId,
    itemName: row.itemName,
    kind: row.kind,
    description: service.description,
    state,
    status: statusOf(state),
    holds,
    login: service.login,
    accessMethod: service.accessMethod,
    ipv4Mode: service.ipv4Mode,
    ipv4Address: service.ipv4Address,
    startDate: service.startDate,
    endDate: service.endDate,
    isThrottled: service.throttled,
    priceTodayMinor: charge.presentPriceMinor,
    mode: charge.present.mode,
    next: nextOf(stateWhenDue(state, connection, { isPeriodic }), charge),
    isUnserved: connection.isUnserved,
    isFrozen: connection.isFrozen,
    isRouterAway: connection.isRouterAway,
    hasPaidTime: hasPaidTime(ahead),
    waitsForConnection: ahead.holds.includes('not_connected'),
    paidUntil: charge.paidUntil,
    push: pushOf(row),
    planned,
    hasHistory: row.hasHistory,
  };
}

function pushOf({ service, router, applied }: CardRow): PushDetail | null {
  if (service.routerId === null || router === null) return null;
  const appliedVersion = applied?.appliedVersion ?? 0n;
  return {
    routerId: service.routerId,
    routerName: router.name,
    routerStatus: router.status,
    desiredVersion: service.desiredVersion,
    appliedVersion,
    appliedAt: applied?.appliedAt ?? null,
    isConfirmed: appliedVersion >= service.desiredVersion,
    isStopOpen: statusOf(stateFromBits(service)) === 'stopped' && router.stopRules === 'missing',
    seenAt: laterOf(applied?.appliedAt ?? null, router.lookedAt),
    failure: applied?.failure ?? null,
    failureDetail: applied?.failureDetail ?? null,
    failedAt: applied?.failedAt ?? null,
    nextAttemptAt: applied?.nextAttemptAt ?? null,
  };
}

function laterOf(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

async function listHoldDetails(
  ctx: Ctx,
  serviceIds: readonly number[],
): Promise<Map<number, HoldDetail[]>> {
  const byService = new Map<number, HoldDetail[]>();
  if (serviceIds.length === 0) return byService;
  const rows = await readDb(ctx)
    .select({
      serviceId: serviceHolds.serviceId,
      reason: serviceHolds.reason,
      since: serviceHolds.since,
      until: serviceHolds.until,
      note: serviceHolds.note,
      byName: users.name,
      disputedTopUpId: sql<string | null>`case when ${serviceHolds.reason} = 'dispute' then (
        select d.top_up_id from top_up_disputes d join top_ups t on t.id = d.top_up_id
        join services s on s.customer_id = t.customer_id
        where s.id = ${serviceHolds.serviceId} and d.stops_services order by d.updated_at desc, d.id limit 1) end`,
    })
    .from(serviceHolds)
    .leftJoin(users, sql`${serviceHolds.actor} = ${users.kind} || ':' || ${users.id}`)
    .where(inArray(serviceHolds.serviceId, [...serviceIds]))
    .orderBy(asc(serviceHolds.since));
  for (const { serviceId, ...hold } of rows)
    byService.set(serviceId, [...(byService.get(serviceId) ?? []), hold]);
  return byService;
}
