import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { catalogItems, catalogItemVersions, packs } from '@/db/schema/catalog';
import { serviceHolds, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import { listPlanned } from '@/lib/calendar/lookups';
import { slowRatesOf } from '@/lib/catalog/rules/slow-rates';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { holdBit, type RecurrenceMode } from '@/lib/kit/words';
import type { RenewalFacts } from '@/lib/orders/claims';
import { listChargesIfCancelled } from '@/lib/orders/lookups/charge-if-cancelled';
import { listNextCharges, type NextCharge, type Supposed } from '@/lib/orders/lookups/next-charges';
import { listUndecided } from '@/lib/orders/lookups/undecided';
import { renewalNow, type ShownCharge } from '@/lib/orders/shown-charge';
import { listLastPolls } from '@/lib/routers/lookups/polls';
import { type DataLeft, getDataLeft } from '@/lib/screens/shared/usage';
import { getWallet } from '@/lib/screens/shared/wallet';
import { listConnectionFacts } from '@/lib/services/lookups/connection';
import { type ServiceState, stateFromBits, statusOf } from '@/lib/services/rules';
import { marksOf } from '@/lib/services/rules/marks';
import { forSubscriber, type Planned } from '@/lib/services/rules/planned';
import { isPlannedBySubscriber } from '@/lib/services/rules/planned-change';
import {
  type ConnectionFacts,
  hasPaidTime,
  stateAhead,
  stateWhenDue,
} from '@/lib/services/rules/state-ahead';
import { getSettings } from '@/lib/settings/get-settings';
import { topUpLimits } from '@/lib/settings/rules/top-up-limits';
import { type HoldView, reasonsOf } from './hold-view';
import { fundingOf, isPayableNow, type Renewal, renewalOf, sourceOf } from './renewals';
import { connectionOf, getServiceOnRouter, type ServiceOnRouterView } from './router-progress';
import { canOf } from './service-can';

/** One service as its subscriber sees it. */
export type PortalService = {
  serviceId: number;
  itemId: number;
  itemName: string;
  description: string;
  /** Tells it apart from the customer's other services of the same name and description; null if nothing must. */
  mark: string | null;
  kind: (typeof catalogItems.$inferSelect)['kind'];
  state: ServiceState;
  status: ReturnType<typeof statusOf>;
  /** Its router can neither connect it now nor already serves it. */
  isUnserved: boolean;
  /** Its router is in use and cannot be worked with now, so what changes is on it only later. */
  isRouterAway: boolean;
  /** Paid time is left, and continues when the service does. */
  hasPaidTime: boolean;
  /** Only the reasons that explain the status; before them, a missing connection that a payment would not fix. */
  reasons: HoldView[];
  startDate: string;
  endDate: string | null;
  accessMethod: (typeof services.$inferSelect)['accessMethod'];
  login: string | null;
  /** Bits per second as served now; null means the full speed of the line. */
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  isThrottled: boolean;
  /** Interval, mode and price of today; the price of the next period is in `renewal`. */
  interval: NextCharge['terms']['interval'];
  mode: RecurrenceMode;
  priceMinor: bigint;
  /** Price of a further period on today's terms, without discounts that apply only to the current one. */
  renewalPriceMinor: bigint;
  /** Tax of the plan and of its packs. */
  taxRatePpm: number;
  renewal: Renewal;
  /** The plan that replaces this one in the next period. */
  nextItemName: string | null;
  /** All planned changes, the next one first. */
  planned: Planned[];
  /** Null on services without data. */
  data: DataLeft | null;
  onRouter: ServiceOnRouterView;
  /** Whether the subscriber's equipment was connected at the last read of the counters. */
  isConnected: boolean | null;
  /** `renew`: a paid plan change was not made, and the credit renews this plan if the customer says so. */
  can: Record<'buyPack' | 'changePlan' | 'pause' | 'resume' | 'renew', boolean>;
  /** What a renewal now charges, and until when it pays. */
  renewalNow: ShownCharge;
  /** What follows if the subscriber's own planned plan change is cancelled; null without one. */
  ifCancelled: ShownCharge | null;
};

/** Lists the customer's live services, those that need attention first. */
export async function listPortalServices(ctx: Ctx, customerId: number): Promise<PortalService[]> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const rows = await selectServices(ctx).where(
    and(eq(services.customerId, customerId), sql`${services.archivedAt} is null`),
  );
  const views = await viewAll(ctx, customerId, rows);
  return views.sort((left, right) => attention(left) - attention(right));
}

function attention({ status }: PortalService): number {
  return ['stopped', 'disabled', 'pending', 'active', 'archived'].indexOf(status);
}

/** @throws DomainError `not-found`, also for another customer's service */
export async function getPortalService(ctx: Ctx, serviceId: number): Promise<PortalService> {
  const [row] = await selectServices(ctx).where(eq(services.id, serviceId));
  const { customerId } = found(row).service;
  requireCustomerAccess(ctx, customerId, 'services.read');
  // Loads all services of the customer because they share one wallet: the money for one depends on the others.
  const rows = await selectServices(ctx).where(
    and(
      eq(services.customerId, customerId),
      sql`(${services.archivedAt} is null or ${services.id} = ${serviceId})`,
    ),
  );
  const views = await viewAll(ctx, customerId, rows);
  return found(views.find((view) => view.serviceId === serviceId));
}

function selectServices(ctx: Ctx) {
  return readDb(ctx)
    .select({
      service: services,
      version: catalogItemVersions,
      itemName: catalogItems.name,
      kind: catalogItems.kind,
      hasPacks: sql<boolean>`exists (select from ${packs}
        where ${packs.itemId} = ${services.itemId} and ${packs.status} = 'active')`,
    })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .innerJoin(catalogItems, eq(catalogItems.id, services.itemId))
    .orderBy(asc(services.id))
    .$dynamic();
}

type ServiceRow = Awaited<ReturnType<typeof selectServices>>[number];
type Facts = RenewalFacts & {
  row: ServiceRow;
  connection: ConnectionFacts;
  /** The state with the holds that are added only later; `state` is the one when the next charge is due. */
  ahead: ServiceState;
};

async function viewAll(
  ctx: Ctx,
  customerId: number,
  rows: readonly ServiceRow[],
): Promise<PortalService[]> {
  const ids = rows.map(({ service }) => service.id);
  const charges = await listNextCharges(ctx, ids);
  const facts = factsOf(rows, charges, await listConnectionFacts(ctx, ids));
  const marks = marksOf(
    rows.map(({ service, itemName }) => ({ ...service, serviceId: service.id, itemName })),
  );
  const own = rows.filter(({ service }) => isPlannedBySubscriber(service.nextPlannedBy));
  const ifCancelled = await listChargesIfCancelled(
    ctx,
    own.map(({ service }) => service.id),
  );
  const [renewals, planned, holds, polls, undecided] = await Promise.all([
    renewalsOf(ctx, customerId, facts),
    listPlanned(ctx, ids, charges),
    listHolds(ctx, ids),
    listLastPolls(ctx, ids),
    listUndecided(ctx, customerId),
  ]);
  return Promise.all(
    facts.map(async (fact) => {
      const { id } = fact.row.service;
      const onRouter = await getServiceOnRouter(ctx, id);
      const renewal: Renewal = renewals.get(id) ?? { kind: 'none' };
      const view = plainView(fact);
      return {
        ...view,
        mark: marks.get(id) ?? null,
        can: { ...view.can, renew: undecided.has(id) && isPayableNow(renewal) },
        reasons: reasonsOf(stateFromBits(fact.row.service), fact.ahead, holds.get(id) ?? []),
        renewal,
        planned: forSubscriber(planned.get(id) ?? []),
        data: fact.row.kind === 'internet' ? await getDataLeft(ctx, id) : null,
        onRouter,
        isConnected: connectionOf(polls.get(id), onRouter),
        renewalNow: renewalNow(fact.charge),
        ifCancelled: ifCancelled.get(id) ?? null,
      };
    }),
  );
}

/**
 * Returns what would happen next with a service if this change of plan were planned, from the function that
 * reports it afterwards: the price, and the credit missing after everything else the wallet pays.
 */
export async function getRenewalIf(
  ctx: Ctx,
  { customerId, ...supposed }: Supposed & { customerId: number },
): Promise<{ renewal: Renewal; charge: NextCharge }> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const rows = await selectServices(ctx).where(
    and(eq(services.customerId, customerId), sql`${services.archivedAt} is null`),
  );
  const ids = rows.map(({ service }) => service.id);
  const charges = await listNextCharges(ctx, ids, [supposed]);
  const facts = factsOf(rows, charges, await listConnectionFacts(ctx, ids));
  const renewals = await renewalsOf(ctx, customerId, facts);
  return {
    renewal: found(renewals.get(supposed.serviceId)),
    charge: found(charges.get(supposed.serviceId)),
  };
}

function factsOf(
  rows: readonly ServiceRow[],
  charges: ReadonlyMap<number, NextCharge>,
  connections: ReadonlyMap<number, ConnectionFacts>,
): Facts[] {
  return rows.map((row) => {
    const charge = found(charges.get(row.service.id));
    const connection = found(connections.get(row.service.id));
    const present = stateFromBits(row.service);
    const ahead = stateAhead(present, connection);
    const isPeriodic = charge.terms.interval !== null;
    const state = stateWhenDue(present, connection, { isPeriodic });
    const { id: serviceId } = row.service;
    const { endDate } = charge;
    const { priority } = charge.terms;
    return { row, serviceId, priority, endDate, state, ahead, charge, connection };
  });
}

/** Returns what happens next with each service and where its money comes from; all of them share one wallet. */
async function renewalsOf(
  ctx: Ctx,
  customerId: number,
  facts: readonly Facts[],
): Promise<Map<number, Renewal>> {
  const [wallet, settings] = await Promise.all([getWallet(ctx, customerId), getSettings(ctx)]);
  const spendableMinor = wallet.balanceMinor - wallet.floorMinor;
  const funding = fundingOf(spendableMinor, facts, isLeftOut);
  const limits = topUpLimits(settings);
  return new Map(
    facts.map((fact) => [
      fact.serviceId,
      renewalOf(fact, sourceOf(fact, funding.get(fact.serviceId), limits)),
    ]),
  );
}

/** A service that would be held instead of charged leaves the credit to the others. */
function isLeftOut({ row, connection: { isUnserved } }: Facts): boolean {
  return isUnserved && (row.service.holds & holdBit('not_connected')) === 0;
}

function plainView({ row, ahead, charge, connection }: Facts) {
  const { service, version } = row;
  const { isUnserved, isRouterAway } = connection;
  const slow = slowRatesOf(version);
  const state = stateFromBits(service);
  return {
    serviceId: service.id,
    itemId: service.itemId,
    itemName: row.itemName,
    description: service.description,
    kind: row.kind,
    state,
    status: statusOf(state),
    isUnserved,
    isRouterAway,
    hasPaidTime: hasPaidTime(ahead),
    startDate: service.startDate,
    endDate: service.endDate,
    accessMethod: service.accessMethod,
    login: service.login,
    downBitsPerSecond: service.throttled ? slow.down : version.downBitsPerSecond,
    upBitsPerSecond: service.throttled ? slow.up : version.upBitsPerSecond,
    isThrottled: service.throttled,
    interval: charge.present.interval,
    mode: charge.present.mode,
    priceMinor: charge.presentPriceMinor,
    renewalPriceMinor: charge.renewalPriceMinor,
    taxRatePpm: version.taxRatePpm,
    nextItemName: charge.terms.itemId === service.itemId ? null : charge.terms.itemName,
    can: canOf(row, state, connection),
  };
}

async function listHolds(ctx: Ctx, ids: readonly number[]): Promise<Map<number, HoldView[]>> {
  if (ids.length === 0) return new Map();
  const rows = await readDb(ctx)
    .select({
      serviceId: serviceHolds.serviceId,
      reason: serviceHolds.reason,
      until: serviceHolds.until,
    })
    .from(serviceHolds)
    .where(inArray(serviceHolds.serviceId, [...ids]));
  const byService = new Map<number, HoldView[]>();
  for (const { serviceId, ...hold } of rows)
    byService.set(serviceId, [...(byService.get(serviceId) ?? []), hold]);
  return byService;
}
