import { anchorAt, type Interval, localDateOf, periodStart } from '@/lib/kit/time';
import { type PeriodSpan, restMinor } from '@/lib/pricing/rules/plan-change';
import {
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
  price: Price;
  /** Activation fee of a first period plus the fee of a planned plan change: before tax, and the tax on it. */
  feeNetMinor: bigint;
  feeTaxMinor: bigint;
  /** Everything the customer pays for this period. */
  totalMinor: bigint;
  totalTaxMinor: bigint;
};

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
 * first period of a service includes the activation fee.
 */
export function planFreshPeriod(
  terms: PlannedTerms,
  { at, index }: { at: Date; index: number },
): PeriodPlan {
  const anchor = anchorAt(at, terms.zone, terms.interval);
  const startsAt = periodStart(anchor, 0);
  const price = priceOn(terms.price, localDateOf(at, terms.zone));
  return withTotals(terms, {
    index,
    startsAt,
    endsAt: periodStart(anchor, 1),
    anchor: { local: anchor.local, zone: anchor.zone, index },
    price,
  });
}

/** Plans the rest of a period that began earlier, at its prorated price; the anchor stays. */
export function planRestOfPeriod(
  terms: PlannedTerms,
  running: PeriodSpan & { index: number; anchor: PeriodPlan['anchor'] },
  at: Date,
): PeriodPlan {
  const whole = priceOn(terms.price, localDateOf(at, terms.zone));
  const { index, anchor, ...span } = running;
  const rest = (grossMinor: bigint) => restMinor({ ...span, grossMinor }, at);
  const amount =
    terms.price.taxMode === 'exclusive' ? rest(whole.netMinor) : rest(whole.grossMinor);
  // Prorated after the discount, so that the amount is rounded only once.
  const price = { ...whole, discountMinor: 0n, ...withTax(amount, terms.price) };
  return withTotals(terms, { index, startsAt: at, endsAt: span.endsAt, anchor, price });
}

function withTotals(
  terms: PlannedTerms,
  plan: Omit<PeriodPlan, 'feeNetMinor' | 'feeTaxMinor' | 'totalMinor' | 'totalTaxMinor'>,
): PeriodPlan {
  const fee = feeOf(
    (plan.index === 0 ? terms.activationFeeMinor : 0n) + (terms.changeFeeMinor ?? 0n),
    terms.price,
  );
  return {
    ...plan,
    feeNetMinor: fee.netMinor,
    feeTaxMinor: fee.taxMinor,
    totalMinor: plan.price.grossMinor + fee.grossMinor,
    totalTaxMinor: plan.price.taxMinor + fee.taxMinor,
  };
}

export type NextPrice = { priceMinor: bigint; taxMinor: bigint; repriceOn: string | null };

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
    repriceOn: nextPriceChange(terms.price.discounts, day),
  };
}
