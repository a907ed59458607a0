import { mulDiv, partOf, RATE_SCALE } from '@/lib/kit/money';
import { addDays } from '@/lib/kit/time';
import type { TaxMode } from '@/lib/kit/words';

export type Discount =
  | {
      kind: 'percent';
      percentPpm: number;
      startDate: string;
      endDate: string | null;
      stackable: boolean;
    }
  | {
      kind: 'fixed';
      amountMinor: bigint;
      startDate: string;
      endDate: string | null;
      stackable: boolean;
    };

export type PriceTerms = {
  /** The item's unit price for one pay period. */
  unitPriceMinor: bigint;
  /** Overrides the unit price. */
  customPriceMinor: bigint | null;
  quantity: number;
  taxRatePpm: number;
  taxMode: TaxMode;
  discounts: readonly Discount[];
};

/** A discount in force, with what it takes off the list price. */
export type AppliedDiscount = { worthMinor: bigint } & (
  | { kind: 'percent'; percentPpm: number }
  | { kind: 'fixed'; amountMinor: bigint }
);

/** An amount with its tax. */
export type Amounts = {
  netMinor: bigint;
  taxMinor: bigint;
  /** What the customer pays: net + tax. */
  grossMinor: bigint;
};

/** An amount with everything it was computed from, as it is stored with the charge. */
export type Price = Amounts & {
  quantity: number;
  /** For one unit; a custom price if the service has one. */
  unitPriceMinor: bigint;
  isCustom: boolean;
  /** Before discounts and, with exclusive tax, before tax. */
  listMinor: bigint;
  /** Their worths add up to `discountMinor`. */
  discounts: AppliedDiscount[];
  discountMinor: bigint;
  taxRatePpm: number;
  taxMode: TaxMode;
};

/**
 * Computes the price of one period that starts on a business day. Of the discounts in force the largest single one
 * applies, plus those marked stackable, all based on the list price and never below zero.
 */
export function priceOn(terms: PriceTerms, day: string): Price {
  const { quantity, customPriceMinor, taxRatePpm, taxMode } = terms;
  const unitPriceMinor = customPriceMinor ?? terms.unitPriceMinor;
  const listMinor = unitPriceMinor * BigInt(quantity);
  const discounts = discountsOn(terms.discounts, day, listMinor);
  const discountMinor = discounts.reduce((sum, { worthMinor }) => sum + worthMinor, 0n);
  return {
    ...{ quantity, unitPriceMinor, isCustom: customPriceMinor !== null, listMinor },
    ...{ discounts, discountMinor, taxRatePpm, taxMode },
    ...withTax(listMinor - discountMinor, terms),
  };
}

/** Splits off or adds the tax, rounded once, half to even. */
export function withTax(
  amountMinor: bigint,
  { taxRatePpm, taxMode }: Pick<PriceTerms, 'taxRatePpm' | 'taxMode'>,
): Amounts {
  if (taxMode === 'exclusive') {
    const taxMinor = partOf(amountMinor, taxRatePpm, 'half-even');
    return { netMinor: amountMinor, taxMinor, grossMinor: amountMinor + taxMinor };
  }
  const taxMinor = mulDiv(amountMinor, {
    numerator: BigInt(taxRatePpm),
    denominator: RATE_SCALE + BigInt(taxRatePpm),
    rounding: 'half-even',
  });
  return { netMinor: amountMinor - taxMinor, taxMinor, grossMinor: amountMinor };
}

/** Computes a fee with its tax, once per unit of the service's quantity, as its price is; discounts do not apply. */
export function feeOf(
  feeMinor: bigint,
  terms: Pick<PriceTerms, 'quantity' | 'taxRatePpm' | 'taxMode'>,
): Price {
  const { quantity, taxRatePpm, taxMode } = terms;
  const listMinor = feeMinor * BigInt(quantity);
  return {
    ...{ quantity, unitPriceMinor: feeMinor, isCustom: false, listMinor },
    ...{ discounts: [], discountMinor: 0n, taxRatePpm, taxMode },
    ...withTax(listMinor, terms),
  };
}

/** The largest single discount, then the stackable ones; the last takes no more than is left of the list price. */
function discountsOn(
  discounts: readonly Discount[],
  day: string,
  listMinor: bigint,
): AppliedDiscount[] {
  const inForce = discounts
    .filter((discount) => isInForce(discount, day))
    .map((discount) => ({ discount, worthMinor: worthOf(discount, listMinor) }));
  const best = inForce
    .filter(({ discount }) => !discount.stackable)
    .reduce<(typeof inForce)[number] | null>(
      (most, one) => (most === null || one.worthMinor > most.worthMinor ? one : most),
      null,
    );
  const stacked = inForce.filter(({ discount }) => discount.stackable);
  let leftMinor = listMinor;
  return [...(best ? [best] : []), ...stacked].map(({ discount, worthMinor: worth }) => {
    const worthMinor = worth < leftMinor ? worth : leftMinor;
    leftMinor -= worthMinor;
    return discount.kind === 'percent'
      ? { kind: 'percent', percentPpm: discount.percentPpm, worthMinor }
      : { kind: 'fixed', amountMinor: discount.amountMinor, worthMinor };
  });
}

function worthOf(discount: Discount, listMinor: bigint): bigint {
  return discount.kind === 'percent'
    ? partOf(listMinor, discount.percentPpm, 'half-even')
    : discount.amountMinor;
}

/** Both days inclusive, as for every end date. */
function isInForce(discount: Discount, day: string): boolean {
  return discount.startDate <= day && (discount.endDate === null || day <= discount.endDate);
}

/** Returns the first day after `day` on which other discounts are in force; null if they do not change. */
export function nextPriceChange(discounts: readonly Discount[], day: string): string | null {
  const edges = discounts
    .flatMap((discount) => [
      discount.startDate,
      discount.endDate === null ? null : addDays(discount.endDate, 1),
    ])
    .filter((edge): edge is string => edge !== null && edge > day);
  return edges.sort()[0] ?? null;
}
