import type { ItemTerms } from '@/lib/catalog/item-input';
import type { ErrorKey } from '@/lib/kit/errors';
import { addSeconds } from '@/lib/kit/time';
import type { OrderState, TaxMode } from '@/lib/kit/words';
import type { Price, PriceTerms } from '@/lib/pricing/rules/price';
import { type AccountState, decideCharge } from '@/lib/wallet/rules';
import type { SaidPlan } from './rules/plan-terms';
import type { PromisedPlan, Quote, QuoteLine, StatedTerms } from './rules/quote';

export type QuoteOutcome =
  | { kind: 'pay'; balanceAfterMinor: bigint }
  | { kind: 'short'; shortMinor: bigint };

/** A wallet as an order sees it. */
export type Purse = AccountState & {
  /** What plans that were ordered and wait to be connected take when they are. */
  promisedMinor: bigint;
};

type Due = Pick<Quote, 'totalMinor' | 'startsWhenConnected'>;

/**
 * Whether the wallet carries the quote; short by exactly what a top-up must bring. What starts when it is connected
 * is paid then, together with everything ordered so before: it must fit beside all of that, for the same credit
 * cannot be there twice. What starts at once is paid at once, and may take credit that is promised: nobody knows
 * when staff come to connect a plan, and the customer's money is not locked away until then.
 */
export function decideQuote(quote: Due, purse: Purse): QuoteOutcome {
  const { totalMinor, startsWhenConnected } = quote;
  const heldMinor = startsWhenConnected ? purse.promisedMinor : 0n;
  const balanceMinor = purse.balanceMinor - heldMinor;
  if (totalMinor <= 0n) return { kind: 'pay', balanceAfterMinor: balanceMinor - totalMinor };
  return decideCharge({ ...purse, balanceMinor }, totalMinor);
}

/** Whether what an order takes at once leaves less than is promised: a sheet says so before. */
export function takesPromised(quote: Due, purse: Purse): boolean {
  if (quote.startsWhenConnected || quote.totalMinor <= 0n) return false;
  const outcome = decideQuote(quote, purse);
  // Short, it is topped up by what is missing, and takes everything.
  const leftMinor =
    outcome.kind === 'pay' ? outcome.balanceAfterMinor - (purse.floorMinor ?? 0n) : 0n;
  return leftMinor < purse.promisedMinor;
}

/** Whether an order can still be paid for; the sweep cancels it a little after it no longer can. */
export function isOpen(order: { state: OrderState; expiresAt: Date }, now: Date): boolean {
  return order.state === 'waiting' && now < order.expiresAt;
}

/**
 * The sweep leaves an order alone this long after its end: a payment that came in its last moment is still
 * being spent. For every other credit the order is over at its end already.
 */
const SWEPT_AFTER_SECONDS = 5 * 60;

/** Waiting orders that ended at or before this instant are cancelled. */
export function sweptBefore(now: Date): Date {
  return addSeconds(now, -SWEPT_AFTER_SECONDS);
}

/** What became of something shown: it can be had as it was, otherwise, or is not offered any more. */
export type Standing = 'holds' | 'changed' | 'gone';

/** Why what no longer stands as shown is refused. */
export const refusalOfStanding = {
  changed: 'quote_changed',
  gone: 'offer_gone',
} as const satisfies Record<Exclude<Standing, 'holds'>, ErrorKey>;

type TermsOfService = {
  serviceId: number;
  priority: number;
  activationFeeMinor: bigint;
  price: PriceTerms;
  quotaBytes: bigint | null;
  bonusBytes: bigint | null;
};

/**
 * The terms of a service once it is on another item: how much of it the service has and its discounts stay,
 * for they are the customer's; its own price goes with the old plan, and a plan is activated only once.
 */
export function termsOnItem<Terms extends TermsOfService>(service: Terms, item: Terms): Terms {
  const { quantity } = service.price;
  const times = (bytes: bigint | null) => (bytes === null ? null : bytes * BigInt(quantity));
  return {
    ...item,
    serviceId: service.serviceId,
    priority: service.priority,
    activationFeeMinor: 0n,
    price: onPlanPrice(service.price, item.price),
    quotaBytes: times(item.quotaBytes),
    bonusBytes: times(item.bonusBytes),
  };
}

/** Quantity and discounts stay with the service; its custom price was agreed for the plan it leaves. */
export function onPlanPrice(
  own: PriceTerms,
  { unitPriceMinor, taxRatePpm }: Pick<PriceTerms, 'unitPriceMinor' | 'taxRatePpm'>,
): PriceTerms {
  return { ...own, unitPriceMinor, taxRatePpm, customPriceMinor: null };
}

/** What a period grants, the bonus in it; null is unlimited. */
export function grantOf(terms: Pick<TermsOfService, 'quotaBytes' | 'bonusBytes'>): bigint | null {
  return terms.quotaBytes === null ? null : terms.quotaBytes + (terms.bonusBytes ?? 0n);
}

/** What of an item's terms a sheet promises besides money and data. */
export function promisedPlan(
  terms: Omit<PromisedPlan, keyof StatedTerms> & { stated: StatedTerms },
): PromisedPlan {
  const { stated, mode, interval, rolloverPeriods } = terms;
  return { ...stated, mode, interval, rolloverPeriods };
}

/** What a version of an item says, by the terms staff wrote. */
export function planOfTerms(terms: ItemTerms): SaidPlan {
  const { recurrenceMode, intervalCount, intervalUnit, dataLimitBytes } = terms;
  const interval =
    intervalCount === null || intervalUnit === null
      ? null
      : { count: intervalCount, unit: intervalUnit };
  return { ...terms, mode: recurrenceMode, interval, quotaBytes: dataLimitBytes };
}

/** The lines of a charge; they add up to its gross. Inclusive tax is inside the prices and has no line. */
export function linesOfCharge(charge: {
  kind: 'plan' | 'pack';
  label: string;
  price: Price;
  feeNetMinor: bigint;
  feeTaxMinor: bigint;
  taxMode: TaxMode;
}): QuoteLine[] {
  const { price, feeNetMinor, feeTaxMinor } = charge;
  const isExclusive = charge.taxMode === 'exclusive';
  const shownBeforeDiscount =
    (isExclusive ? price.netMinor : price.grossMinor) + price.discountMinor;
  const lines: QuoteLine[] = [
    { kind: charge.kind, label: charge.label, amountMinor: shownBeforeDiscount },
    { kind: 'discount', label: '', amountMinor: -price.discountMinor },
    {
      kind: 'activation_fee',
      label: '',
      amountMinor: isExclusive ? feeNetMinor : feeNetMinor + feeTaxMinor,
    },
    { kind: 'tax', label: '', amountMinor: isExclusive ? price.taxMinor + feeTaxMinor : 0n },
  ];
  return lines.filter((line) => line.kind === charge.kind || line.amountMinor !== 0n);
}
