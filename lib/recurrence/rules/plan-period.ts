import { anchorAt, atFullSecond, type Interval, localDateOf, periodStart } from '@/lib/kit/time';
import { type Rest, restMinor, restOf } from '@/lib/pricing/rules/plan-change';
import {
  type Amounts,
  feeOf,
  nextPriceChange,
  type Price,
  type PriceTerms,
  priceOn,
  withTax,
} from '@/lib/pricing/rules/price';

/** One period of a recurrence as decided now: the same value is previewed and executed. */
export type PeriodPlan = {
  index: number;
  startsAt: Date;
  /** Exclusive. */
  endsAt: Date;
  anchor: { local: string; zone: string; index: number };
  /** What the period costs without fees. */
  price: Amounts & Pick<Price, 'discountMinor'>;
  /** The price of a whole period, of which `price` is the share `rest`. */
  whole: Price;
  /** The share of a whole period that is sold; null for a whole one. */
  rest: Rest | null;
  /** Activation fee of a first period, and the fee of a planned plan change. */
  fees: PeriodFee[];
  /** All of them: before tax, and the tax on them. */
  feeNetMinor: bigint;
  feeTaxMinor: bigint;
  /** Everything the customer pays for this period. */
  totalMinor: bigint;
  totalTaxMinor: bigint;
};

export type PeriodFee = { what: 'activation_fee' | 'change_fee'; price: Price };

export type PlannedTerms = {
  price: PriceTerms;
  activationFeeMinor: bigint;
  /** Fee of a planned plan change, until it is paid with a period. */
  changeFeeMinor?: bigint;
  interval: Interval;
  zone: string;
};

/**
 * Plans a period that starts now with a new anchor: the first one, a resume, or a plan change. Only the very
 * first period of a service includes the activation fee. A period that begins before its payment, because a grace has
 * served its first days, costs the price of the day it is paid. It starts at this moment also in the first pass of an hour
 * that the clocks repeat, although its anchor's wall-clock time means the second one for the periods that follow.
 */
export function planFreshPeriod(
  terms: PlannedTerms,
  { at, index, paidAt = at }: { at: Date; index: number; paidAt?: Date },
): PeriodPlan {
  const anchor = anchorAt(at, terms.zone, terms.interval);
  const startsAt = atFullSecond(at);
  const price = priceOn(terms.price, localDateOf(paidAt, terms.zone));
  return withTotals(terms, {
    index,
    startsAt,
    endsAt: periodStart(anchor, 1),
    anchor: { local: anchor.local, zone: anchor.zone, index },
    ...{ price, whole: price, rest: null },
  });
}

/**
 * Plans the rest of a period that began earlier, at its share of the price of a whole one, which has `ofSeconds`; the
 * anchor stays. Prorated after the discount, so that the amount is rounded only once.
 */
export function planRestOfPeriod(
  terms: PlannedTerms,
  running: Pick<PeriodPlan, 'index' | 'endsAt' | 'anchor'> & { ofSeconds: number },
  at: Date,
  paidAt = at,
): PeriodPlan {
  const whole = priceOn(terms.price, localDateOf(paidAt, terms.zone));
  const { index, anchor, endsAt } = running;
  const rest = restOf(running, at);
  const price = rest === null ? whole : partOfPrice(whole, rest);
  return withTotals(terms, { index, startsAt: at, endsAt, anchor, price, whole, rest });
}

/** Plans a part of a period that was served already, at its share of the price on the day the period began. */
export function planPartOfPeriod(
  terms: PlannedTerms,
  span: Pick<PeriodPlan, 'index' | 'startsAt' | 'endsAt' | 'anchor'>,
  rest: Rest,
): PeriodPlan {
  const whole = priceOn(terms.price, localDateOf(span.startsAt, terms.zone));
  const price = partOfPrice(whole, rest);
  return withTotals({ ...terms, activationFeeMinor: 0n }, { ...span, price, whole, rest });
}

function partOfPrice(whole: Price, rest: Rest): PeriodPlan['price'] {
  const amountMinor = whole.taxMode === 'exclusive' ? whole.netMinor : whole.grossMinor;
  return { discountMinor: 0n, ...withTax(restMinor(amountMinor, rest), whole) };
}

function withTotals(
  terms: PlannedTerms,
  plan: Omit<PeriodPlan, 'fees' | 'feeNetMinor' | 'feeTaxMinor' | 'totalMinor' | 'totalTaxMinor'>,
): PeriodPlan {
  const fees = feesOf(terms, plan.index);
  const feeNetMinor = fees.reduce((sum, { price }) => sum + price.netMinor, 0n);
  const feeTaxMinor = fees.reduce((sum, { price }) => sum + price.taxMinor, 0n);
  return {
    ...plan,
    ...{ fees, feeNetMinor, feeTaxMinor },
    totalMinor: plan.price.grossMinor + feeNetMinor + feeTaxMinor,
    totalTaxMinor: plan.price.taxMinor + feeTaxMinor,
  };
}

function feesOf(terms: PlannedTerms, index: number): PeriodFee[] {
  const fees: PeriodFee[] = [
    {
      what: 'activation_fee',
      price: feeOf(index === 0 ? terms.activationFeeMinor : 0n, terms.price),
    },
    { what: 'change_fee', price: feeOf(terms.changeFeeMinor ?? 0n, terms.price) },
  ];
  return fees.filter(({ price }) => price.grossMinor > 0n);
}

export type NextPrice = {
  priceMinor: bigint;
  taxMinor: bigint;
  /** The part of both that pays for the period's time. */
  price: Price;
  repriceOn: string | null;
};

/**
 * Returns the schedule's price for the period that starts at `dueAt`, and the day from which that price is
 * stale.
 */
export function nextPrice(
  terms: Pick<PlannedTerms, 'price' | 'changeFeeMinor' | 'zone'>,
  dueAt: Date,
): NextPrice {
  const day = localDateOf(dueAt, terms.zone);
  const price = priceOn(terms.price, day);
  const fee = feeOf(terms.changeFeeMinor ?? 0n, terms.price);
  return {
    priceMinor: price.grossMinor + fee.grossMinor,
    taxMinor: price.taxMinor + fee.taxMinor,
    price,
    repriceOn: nextPriceChange(terms.price.discounts, day),
  };
}
