import { getBuyableItem, getPack } from '@/lib/catalog/lookups';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { addDays, addSeconds, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { feeOf, priceOn } from '@/lib/pricing/rules/price';
import { nextPrice, planFreshPeriod } from '@/lib/recurrence/rules/plan-period';
import { loadRunningPeriod } from '@/lib/recurrence/running-period';
import { findServingOf } from '@/lib/services/lookups';
import { serviceCan } from '@/lib/services/rules';
import { getSettings } from '@/lib/settings/get-settings';
import { countPacksBought, getOrderableService, type TermsOfItem, termsOfItem } from './lookups';
import type { OrderRequest } from './order-input';
import { quotePlanChange } from './quote-plan-change';
import { grantOf, linesOfCharge, promisedPlan } from './rules';
import type { Quote } from './rules/quote';

/**
 * What an order costs and brings if it executed at `ctx.now`. Preview and execution call this same
 * function; execution inside the transaction that holds the locks.
 * @throws DomainError when the order is not possible at all
 */
export async function quoteOrder(
  ctx: Ctx,
  { customerId, request }: { customerId: number; request: OrderRequest },
): Promise<Quote> {
  switch (request.kind) {
    case 'new_service':
      return quoteNewService(ctx, { customerId, itemId: request.itemId });
    case 'pack':
      return quotePack(ctx, { customerId, ...request });
    case 'plan_change':
      return quotePlanChange(ctx, { customerId, ...request });
  }
}

async function quoteNewService(
  ctx: Ctx,
  ids: { customerId: number; itemId: number },
): Promise<Quote> {
  const item = await getBuyableItem(ctx, ids);
  const isAhead = item.kind === 'internet' && (await isSoldAhead(ctx, ids.customerId));
  const quote = quoteFirstPeriod(await termsOfItem(ctx, ids), ctx.now);
  return isAhead ? { ...quote, startsWhenConnected: true } : quote;
}

/** Whether a plan is bought before it can be connected. What could not be connected is sold only so, or not at all. */
async function isSoldAhead(ctx: Ctx, customerId: number): Promise<boolean> {
  const serving = await findServingOf(ctx, customerId);
  if (serving.kind === 'router') return false;
  if (serving.kind === 'ask') refuse('invalid-state', 'place_missing');
  const { sellsAhead } = await getSettings(ctx);
  if (!sellsAhead) refuse('invalid-state', 'place_not_served');
  return true;
}

/** The first period of a service on these terms, or the single charge of an item without periods. */
export function quoteFirstPeriod(terms: TermsOfItem, now: Date): Quote {
  const { interval } = terms;
  const brings = { plan: promisedPlan(terms), dropsCustomPrice: false, isOffered: true };
  if (!interval) return { ...brings, ...singleCharge(terms, now) };
  const plan = planFreshPeriod({ ...terms, interval }, { at: now, index: 0 });
  const isPostpaid = terms.mode === 'one_off';
  const next = nextPrice(terms, plan.endsAt);
  return {
    ...brings,
    lines: linesOfCharge({
      kind: 'plan',
      label: terms.itemName,
      price: plan.price,
      feeNetMinor: plan.feeNetMinor,
      feeTaxMinor: plan.feeTaxMinor,
      taxMode: terms.price.taxMode,
    }),
    // A one-off recurrence is paid from the postpaid account: nothing is due from the wallet.
    totalMinor: isPostpaid ? 0n : plan.totalMinor,
    taxMinor: plan.totalTaxMinor,
    startsAt: plan.startsAt,
    endsAt: plan.endsAt,
    startsWhenPaid: true,
    runsFor: interval,
    dataBytes: grantOf(terms),
    isUnlimited: terms.quotaBytes === null,
    next: terms.mode === 'none' ? null : { priceMinor: next.priceMinor, at: plan.endsAt },
  };
}

function singleCharge(terms: TermsOfItem, now: Date) {
  const price = priceOn(terms.price, localDateOf(now, terms.zone));
  const fee = feeOf(terms.activationFeeMinor, terms.price);
  return {
    lines: linesOfCharge({
      kind: 'plan',
      label: terms.itemName,
      price,
      feeNetMinor: fee.netMinor,
      feeTaxMinor: fee.taxMinor,
      taxMode: terms.price.taxMode,
    }),
    totalMinor: price.grossMinor + fee.grossMinor,
    taxMinor: price.taxMinor + fee.taxMinor,
    startsAt: now,
    endsAt: null,
    startsWhenPaid: true,
    runsFor: null,
    dataBytes: null,
    isUnlimited: false,
    next: null,
  };
}

async function quotePack(
  ctx: Ctx,
  ids: { customerId: number; serviceId: number; packId: number },
): Promise<Quote> {
  const { terms, state } = await getOrderableService(ctx, ids);
  const verdict = serviceCan.buyPack(state);
  if (!verdict.allowed) refuse('invalid-state', verdict.why);
  const pack = await getPack(ctx, { itemId: terms.itemId, packId: ids.packId });
  if (terms.quotaBytes === null) refuse('invalid-state', 'plan_unlimited');
  const { period } = await loadRunningPeriod(ctx, ids.serviceId);
  if (!period) refuse('invalid-state', 'service_not_running');
  if (pack.perPeriodMax !== null) {
    const bought = await countPacksBought(ctx, { ...ids, since: period.startsAt });
    if (bought >= pack.perPeriodMax)
      refuse('limit', 'pack_limit_reached', { max: pack.perPeriodMax });
  }
  const price = priceOn(
    {
      ...terms.price,
      unitPriceMinor: pack.priceMinor,
      customPriceMinor: null,
      quantity: 1,
      discounts: [],
    },
    localDateOf(ctx.now, terms.zone),
  );
  return {
    lines: linesOfCharge({
      kind: 'pack',
      label: pack.name,
      price,
      feeNetMinor: 0n,
      feeTaxMinor: 0n,
      taxMode: terms.price.taxMode,
    }),
    totalMinor: price.grossMinor,
    taxMinor: price.taxMinor,
    startsAt: ctx.now,
    endsAt: pack.validDays === null ? period.endsAt : await endOfDays(ctx, pack.validDays),
    startsWhenPaid: true,
    runsFor: pack.validDays === null ? null : { count: pack.validDays, unit: 'day' },
    dataBytes: pack.dataBytes,
    isUnlimited: false,
    plan: null,
    next: null,
    dropsCustomPrice: false,
    isOffered: true,
  };
}

/** Valid to the same moment, that many local days on; across a clock change it stays that many days. */
async function endOfDays(ctx: Ctx, days: number): Promise<Date> {
  const { timeZone } = await getSettings(ctx);
  const today = localDateOf(ctx.now, timeZone);
  const intoDay = (ctx.now.getTime() - startOfLocalDay(today, timeZone).getTime()) / 1000;
  return addSeconds(startOfLocalDay(addDays(today, days), timeZone), intoDay);
}
