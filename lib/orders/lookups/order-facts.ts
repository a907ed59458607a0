import type { PackView } from '@/lib/catalog/item-view';
import { getBuyableItem, getPack } from '@/lib/catalog/lookups';
import { isForStaff } from '@/lib/catalog/rules/plan-target';
import type { Ctx } from '@/lib/context';
import { getCustomerStatus } from '@/lib/customers/lookups';
import { canTakeService } from '@/lib/customers/rules';
import { refuse } from '@/lib/kit/errors';
import { uuidOf } from '@/lib/kit/ids';
import { loadRunningPeriod } from '@/lib/recurrence/running-period';
import { findServingOf, type ItemOfNewService } from '@/lib/services/lookups';
import { isStoppedByDispute } from '@/lib/services/lookups/disputes';
import { serviceCan } from '@/lib/services/rules';
import { getSettings } from '@/lib/settings/get-settings';
import {
  countPacksBought,
  getOrderableService,
  requireLasting,
  type TermsOfItem,
  termsOn,
} from '../lookups';
import type { OrderRequest } from '../order-input';
import type { Deed } from '../quoted-order';
import { type ChangeFacts, loadChangeFacts } from './change-facts';
import { findLastDay, type LastDay } from './last-day';
import { findRenewFirst } from './renew-first';

type Router = Extract<Deed, { kind: 'new_service' }>['router'];

export type NewServiceFacts = {
  kind: 'new_service';
  terms: TermsOfItem;
  item: ItemOfNewService;
  router: Router;
  /** Sold before it can be connected. */
  isAhead: boolean;
  /** The customer could order it without staff. */
  isOffered: boolean;
};

export type PackFacts = {
  kind: 'pack';
  serviceId: number;
  pack: PackView;
  tax: Pick<TermsOfItem['price'], 'taxRatePpm' | 'taxMode'>;
  zone: string;
  periodEndsAt: Date;
} & LastDay;

/** Everything an order is quoted from: the same facts at the same time give the same quote. */
export type OrderFacts = NewServiceFacts | PackFacts | ChangeFacts;

/**
 * Reads the facts of an order once; under the order's locks they cannot change.
 * @throws DomainError if the order is not possible at all
 */
export async function loadOrderFacts(
  ctx: Ctx,
  { customerId, request }: { customerId: number; request: OrderRequest },
): Promise<OrderFacts> {
  switch (request.kind) {
    case 'new_service':
      return loadNewServiceFacts(ctx, { customerId, itemId: request.itemId });
    case 'pack':
      return loadPackFacts(ctx, { customerId, ...request });
    case 'plan_change':
      return loadChangeFacts(ctx, { customerId, ...request });
  }
}

/**
 * Fingerprints the facts, to compare two readings without storing them. Data used since the quote changes nothing: a
 * refund is as shown while the quote is valid.
 */
export function printOf(facts: OrderFacts): string {
  return uuidOf(
    JSON.stringify(withoutUse(facts), (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value.toString()}n` : value,
    ),
  );
}

function withoutUse(facts: OrderFacts): OrderFacts {
  if (facts.kind !== 'plan_change' || !facts.running) return facts;
  return { ...facts, running: { ...facts.running, data: null } };
}

async function loadNewServiceFacts(
  ctx: Ctx,
  ids: { customerId: number; itemId: number },
): Promise<NewServiceFacts> {
  if (!canTakeService(await getCustomerStatus(ctx, ids.customerId)))
    refuse('invalid-state', 'account_not_active');
  // It would be stopped at once: nothing is sold that does not run.
  if (await isStoppedByDispute(ctx, ids.customerId)) {
    refuse('invalid-state', 'dispute_stops_purchase');
  }
  const { itemId, name, kind, terms: version, isAssigned } = await getBuyableItem(ctx, ids);
  const isOffered = !isForStaff({ mode: version.recurrenceMode, isAssigned });
  if (!isOffered && ctx.actor.kind === 'subscriber')
    refuse('invalid-state', 'new_plan_on_account_by_staff');
  if (ctx.actor.kind === 'subscriber') await refuseUnpaidDays(ctx, ids);
  const { taxMode, timeZone: zone, sellsAhead } = await getSettings(ctx);
  const router = kind === 'internet' ? await findRouter(ctx, ids.customerId, sellsAhead) : null;
  const {
    id: versionId,
    unit,
    dataLimitBytes,
    recurrenceMode,
    intervalCount,
    intervalUnit,
  } = version;
  return {
    kind: 'new_service',
    terms: termsOn({ itemId, name, version }, { customerId: ids.customerId, taxMode, zone }),
    item: {
      ...{ versionId, name, kind, unit, dataLimitBytes },
      ...{ recurrenceMode, intervalCount, intervalUnit },
    },
    router,
    isAhead: kind === 'internet' && router === null,
    isOffered,
  };
}

/**
 * Refuses to start anew what was served unpaid. Only a subscriber's own sheet and confirmation ask: staff decide
 * otherwise, and an order that was placed before the grace executes as shown.
 */
async function refuseUnpaidDays(
  ctx: Ctx,
  ids: { customerId: number; itemId: number },
): Promise<void> {
  const unpaid = await findRenewFirst(ctx, ids);
  if (!unpaid) return;
  const { itemName: plan, serviceId } = unpaid;
  refuse('invalid-state', 'renew_first', { plan, serviceId });
}

/**
 * Finds the router that connects a plan; null if it is sold before it can be connected. Without a router, the
 * order is refused unless the operator sells ahead.
 */
async function findRouter(ctx: Ctx, customerId: number, sellsAhead: boolean): Promise<Router> {
  const serving = await findServingOf(ctx, customerId);
  if (serving.kind === 'ask') refuse('invalid-state', 'place_missing');
  if (serving.kind === 'none')
    return sellsAhead ? null : refuse('invalid-state', 'place_not_served');
  const { routerId, accessMethod } = serving;
  return { routerId, accessMethod };
}

async function loadPackFacts(
  ctx: Ctx,
  ids: { customerId: number; serviceId: number; packId: number },
): Promise<PackFacts> {
  const { terms, state, endDate } = await getOrderableService(ctx, ids);
  const verdict = serviceCan.buyPack(state);
  if (!verdict.allowed) refuse('invalid-state', verdict.why);
  const { lastDay, breaksAhead } = await findLastDay(ctx, { terms, endDate });
  requireLasting(ctx.now, lastDay, terms.zone);
  const pack = await getPack(ctx, { itemId: terms.itemId, packId: ids.packId });
  if (terms.quotaBytes === null) refuse('invalid-state', 'plan_unlimited');
  const { period } = await loadRunningPeriod(ctx, ids.serviceId);
  if (!period) refuse('invalid-state', 'service_not_running');
  if (pack.perPeriodMax !== null) {
    const bought = await countPacksBought(ctx, { ...ids, since: period.startsAt });
    if (bought >= pack.perPeriodMax)
      refuse('limit', 'pack_limit_reached', { max: pack.perPeriodMax });
  }
  const { taxRatePpm, taxMode } = terms.price;
  return {
    ...{ kind: 'pack', serviceId: ids.serviceId, pack },
    ...{ zone: terms.zone, periodEndsAt: period.endsAt, lastDay, breaksAhead },
    tax: { taxRatePpm, taxMode },
  };
}
