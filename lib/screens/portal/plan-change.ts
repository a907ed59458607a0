import { requireCustomerAccess } from '@/lib/authorise/authorise';
import { listPlanned } from '@/lib/calendar/lookups';
import { listBuyableItems } from '@/lib/catalog/lookups';
import type { Ctx } from '@/lib/context';
import { anchorAt, localDateOf, periodStart } from '@/lib/kit/time';
import type { RecurrenceMode } from '@/lib/kit/words';
import { getOrderableService, statedTerms } from '@/lib/orders/lookups';
import {
  type ChangeFacts,
  loadChangeFacts,
  type PlanChangeRequest,
} from '@/lib/orders/lookups/change-facts';
import type { LastDay } from '@/lib/orders/lookups/last-day';
import type { NextCharge } from '@/lib/orders/lookups/next-charges';
import { changeOf, laterFeeOf, type PlanChange } from '@/lib/orders/price-change';
import { onPlanPrice, promisedPlan } from '@/lib/orders/rules';
import { endsBefore } from '@/lib/orders/rules/ends-before';
import type { SaidPlan } from '@/lib/orders/rules/plan-terms';
import type { Quote } from '@/lib/orders/rules/quote';
import { priceOn } from '@/lib/pricing/rules/price';
import type { BillingTerms } from '@/lib/recurrence/lookups';
import { endAfter } from '@/lib/recurrence/rules/after-breaks';
import { isNextTerms } from '@/lib/services/rules/planned';
import { setsOwnPrice } from '@/lib/services/rules/planned-price';
import type { MoneySource } from './renewals';
import { getRenewalIf } from './services';

/**
 * Returns the price of a whole period starting now on each plan this service could change to, by item, with the
 * service's own quantity and discounts. An item's own price is the price of one more service.
 */
export async function listChangePrices(
  ctx: Ctx,
  { customerId, serviceId }: { customerId: number; serviceId: number },
): Promise<Map<number, bigint>> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const [{ terms: own }, items] = await Promise.all([
    getOrderableService(ctx, { customerId, serviceId }),
    listBuyableItems(ctx, { customerId }),
  ]);
  const day = localDateOf(ctx.now, own.zone);
  return new Map(
    items.map(({ itemId, terms }) => [
      itemId,
      priceOn(onPlanPrice(own.price, terms), day).grossMinor,
    ]),
  );
}

/** The effects of a change of plan beyond its immediate cost. Minor units, tax included. */
export type PlanChangeSheet = {
  /** A whole period on either plan, at the prices of the day on which the first whole period of the new plan starts. */
  prices: { beforeMinor: bigint; afterMinor: bigint };
  /** How the service renews today, and how it renews on the new plan. */
  renews: { before: Renews; after: Renews };
  /** The stated terms of the current plan and of the new plan. */
  plans: { before: SaidPlan; after: SaidPlan };
  /** The planned change that this one replaces. */
  replaces: { toName: string; at: Date | null } | null;
  /** Plans of change orders that still wait for payment; this change cancels those orders. */
  cancelsOrdersTo: string[];
  /** True if a custom price is planned for a later day; it is dropped with the old plan, like the current one. */
  dropsPlannedPrice: boolean;
  /** The next payment, at the end of the paid period; null if the change is immediate or nothing is due then. */
  next: { at: Date; priceMinor: bigint; feeMinor: bigint; source: MoneySource } | null;
  /** A change of plan on a day before this one starts; null for none, and if the change is immediate. */
  earlier: Earlier | null;
};

export type Earlier = {
  toName: string;
  at: Date;
  /** It takes the next payment, which is not yet one of the plan chosen here. */
  isPaidNext: boolean;
  /**
   * When the chosen plan starts after it, and its first payment with the fee of the change; null if it never does.
   * `isCutShort` as in `Quote`, of the period that starts then.
   */
  begins: { at: Date; priceMinor: bigint; feeMinor: bigint; isCutShort?: true } | null;
};

export type Renews = { mode: RecurrenceMode; interval: BillingTerms['interval'] };

/**
 * Returns what the confirmation of a change of plan shows besides its quote, from the functions that the
 * service's page uses afterwards.
 */
export async function getPlanChangeSheet(
  ctx: Ctx,
  request: PlanChangeRequest,
): Promise<PlanChangeSheet> {
  const { customerId, serviceId, moment } = request;
  requireCustomerAccess(ctx, customerId, 'orders.write');
  const facts = await loadChangeFacts(ctx, request);
  const { terms: target, replaces: replaced } = facts;
  const { itemVersionId } = target;
  const feeMinor = laterFeeOf(facts, ctx.now);
  const { renewal, charge } = await getRenewalIf(ctx, {
    ...{ customerId, serviceId, itemVersionId, feeMinor },
  });
  const planned = (await listPlanned(ctx, [serviceId])).get(serviceId) ?? [];
  const waiting = planned.find(isNextTerms);
  const { present } = charge;
  const { version, terms } = await getOrderableService(ctx, { customerId, serviceId });
  const ofAllUnits = (bytes: bigint | null) =>
    bytes === null ? null : bytes * BigInt(terms.price.quantity);
  const next =
    moment === 'period_end' && renewal.kind === 'renews'
      ? {
          at: renewal.at,
          priceMinor: renewal.priceMinor,
          feeMinor: charge.feeMinor,
          source: renewal.source,
        }
      : null;
  const earlier = moment === 'period_end' ? earlierOf(charge, facts) : null;
  return {
    prices: pricesOf(changeOf(facts, ctx.now), { present, next, earlier }),
    renews: {
      before: { mode: present.mode, interval: present.interval },
      after: { mode: target.mode, interval: target.interval },
    },
    plans: {
      before: {
        ...promisedPlan({
          ...{ stated: statedTerms(version), rolloverPeriods: version.rolloverPeriods },
          ...{ mode: present.mode, interval: present.interval },
        }),
        quotaBytes: ofAllUnits(version.dataLimitBytes),
      },
      after: { ...promisedPlan(target), quotaBytes: target.quotaBytes },
    },
    replaces: waiting?.kind === 'next_plan' ? { toName: waiting.toName, at: waiting.at } : null,
    cancelsOrdersTo: replaced.flatMap(({ kind, name }) => (kind === 'order' ? [name] : [])),
    dropsPlannedPrice: planned.some((one) => one.kind === 'change' && setsOwnPrice(one.change)),
    next,
    earlier,
  };
}

function earlierOf(
  { earlier, planned, dueAt }: NextCharge,
  { terms, lastDay, breaksAhead, old }: ChangeFacts,
): Earlier | null {
  if (earlier === null) return null;
  const begins =
    planned?.at == null
      ? null
      : {
          at: planned.at,
          priceMinor: planned.priceMinor + planned.feeMinor,
          feeMinor: planned.feeMinor,
          ...(endsWithin(planned.at, { ...terms, lastDay, breaksAhead, zone: old.zone })
            ? { isCutShort: true as const }
            : {}),
        };
  return { ...earlier, isPaidNext: dueAt?.getTime() === earlier.at.getTime(), begins };
}

/** Whether the last day lies within the period of these terms that starts then. */
function endsWithin(
  startsAt: Date,
  {
    interval,
    zone,
    lastDay,
    breaksAhead,
  }: Pick<ChangeFacts['terms'], 'interval' | 'zone'> & LastDay,
): boolean {
  if (interval === null) return false;
  const later = breaksAhead.filter(({ since }) => since >= startsAt);
  const endsAt = endAfter(periodStart(anchorAt(startsAt, zone, interval), 1), later);
  return endsAt !== null && endsBefore(endsAt, { lastDay, zone });
}

/** Returns the quote with the start of a plan that follows an earlier planned change. */
export function afterEarlier(quote: Quote, { earlier }: Pick<PlanChangeSheet, 'earlier'>): Quote {
  if (!earlier?.begins) return quote;
  const { at, priceMinor, feeMinor, isCutShort } = earlier.begins;
  const next = { at, feeMinor, priceMinor: priceMinor - feeMinor };
  return { ...quote, startsAt: at, next, isCutShort };
}

/** The next payment already includes the changes planned before it. */
function pricesOf(
  { terms, plan, keepsEnd, quote }: PlanChange,
  {
    present,
    next: due,
    earlier,
  }: Pick<PlanChangeSheet, 'next' | 'earlier'> & { present: BillingTerms },
): PlanChangeSheet['prices'] {
  const next = earlier ? earlier.begins : due;
  const wholeFrom = keepsEnd && plan ? plan.endsAt : quote.startsAt;
  const day = localDateOf(wholeFrom, terms.zone);
  return {
    beforeMinor: priceOn(present.price, day).grossMinor,
    afterMinor: next ? next.priceMinor - next.feeMinor : priceOn(terms.price, day).grossMinor,
  };
}
