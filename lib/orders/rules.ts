import type { ItemTerms } from '@/lib/catalog/item-input';
import type { ErrorKey } from '@/lib/kit/errors';
import { addSeconds } from '@/lib/kit/time';
import type { OrderState, TaxMode } from '@/lib/kit/words';
import { type Rest, restBytes } from '@/lib/pricing/rules/plan-change';
import type { Amounts, Price, PriceTerms } from '@/lib/pricing/rules/price';
import { type AccountState, decideCharge } from '@/lib/wallet/rules';
import type { SaidPlan } from './rules/plan-terms';
import type { PromisedPlan, Quote, QuoteLine, StatedTerms } from './rules/quote';

export type QuoteOutcome =
  | { kind: 'pay'; balanceAfterMinor: bigint }
  | { kind: 'short'; shortMinor: bigint };

/** A customer's wallet, for deciding an order. */
export type Purse = AccountState & {
  /** Credit reserved for ordered plans that wait for a connection. */
  promisedMinor: bigint;
};

type Due = Pick<Quote, 'totalMinor' | 'startsWhenConnected'>;

/**
 * Decides whether the wallet covers the quote; `short` is exactly the amount to top up. An order that starts
 * when connected is paid then, so it needs credit beyond what is reserved for earlier ones: the same credit
 * cannot pay twice. An order that starts immediately may spend reserved credit, because it is unknown when
 * staff will connect the plan, and the customer's money must not be locked until then.
 */
export function decideQuote(quote: Due, purse: Purse): QuoteOutcome {
  const { totalMinor, startsWhenConnected } = quote;
  const heldMinor = startsWhenConnected ? purse.promisedMinor : 0n;
  const balanceMinor = purse.balanceMinor - heldMinor;
  if (totalMinor <= 0n) return { kind: 'pay', balanceAfterMinor: balanceMinor - totalMinor };
  return decideCharge({ ...purse, balanceMinor }, totalMinor);
}

/** Returns whether an immediate order leaves less than the reserved credit; the confirm sheet then warns. */
export function takesPromised(quote: Due, purse: Purse): boolean {
  if (quote.startsWhenConnected || quote.totalMinor <= 0n) return false;
  const outcome = decideQuote(quote, purse);
  // If credit is short, the top-up brings exactly the missing amount and the order spends everything.
  const leftMinor =
    outcome.kind === 'pay' ? outcome.balanceAfterMinor - (purse.floorMinor ?? 0n) : 0n;
  return leftMinor < purse.promisedMinor;
}

/** Returns whether an order can still be paid for; the sweep cancels it a little after it expires. */
export function isOpen(order: { state: OrderState; expiresAt: Date }, now: Date): boolean {
  return order.state === 'waiting' && now < order.expiresAt;
}

/**
 * The sweep leaves an expired order alone for this long, because a payment made at the last moment may still
 * be being spent. Any other credit treats the order as expired immediately.
 */
const SWEPT_AFTER_SECONDS = 5 * 60;

/** Returns the cutoff: waiting orders that expired at or before it are cancelled. */
export function sweptBefore(now: Date): Date {
  return addSeconds(now, -SWEPT_AFTER_SECONDS);
}

/** Whether a shown quote can be bought as it was, only differently, or not at all any more. */
export type Standing = 'holds' | 'changed' | 'gone';

/** The refusal for a quote that no longer holds. */
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
 * Returns a service's terms after moving to another item: quantity and discounts stay, because they belong to
 * the customer; the custom price is dropped with the old plan, and no second activation fee is charged.
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

/** Quantity and discounts stay with the service; its custom price was agreed for the old plan only. */
export function onPlanPrice(
  own: PriceTerms,
  { unitPriceMinor, taxRatePpm }: Pick<PriceTerms, 'unitPriceMinor' | 'taxRatePpm'>,
): PriceTerms {
  return { ...own, unitPriceMinor, taxRatePpm, customPriceMinor: null };
}

/** Returns the bytes granted for a period or its rest, including the bonus; null means unlimited. */
export function grantOf(
  { quotaBytes, bonusBytes }: Pick<TermsOfService, 'quotaBytes' | 'bonusBytes'>,
  rest: Rest | null = null,
): bigint | null {
  return quotaBytes === null
    ? null
    : restBytes(quotaBytes, rest) + restBytes(bonusBytes ?? 0n, rest);
}

/** Returns the terms that a confirm sheet promises besides money and data. */
export function promisedPlan(
  terms: Omit<PromisedPlan, keyof StatedTerms> & { stated: StatedTerms },
): PromisedPlan {
  const { stated, mode, interval, rolloverPeriods } = terms;
  return { ...stated, mode, interval, rolloverPeriods };
}

/** Returns the plan described by the terms staff entered. */
export function planOfTerms(terms: ItemTerms): SaidPlan {
  const { recurrenceMode, intervalCount, intervalUnit, dataLimitBytes } = terms;
  const interval =
    intervalCount === null || intervalUnit === null
      ? null
      : { count: intervalCount, unit: intervalUnit };
  return { ...terms, mode: recurrenceMode, interval, quotaBytes: dataLimitBytes };
}

/**
 * Returns the lines of a charge, which add up to its gross. Inclusive tax is part of the prices and has no
 * line.
 */
export function linesOfCharge(charge: {
  kind: 'plan' | 'pack';
  label: string;
  price: Amounts & Pick<Price, 'discountMinor'>;
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
