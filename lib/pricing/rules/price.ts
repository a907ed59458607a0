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

export type Price = {
  /** Before discounts and, with exclusive tax, before tax. */
  listMinor: bigint;
  discountMinor: bigint;
  netMinor: bigint;
  taxMinor: bigint;
  /** What the customer pays: net + tax. */
  grossMinor: bigint;
};

/**
 * Computes the price of one period that starts on a business day. Of the discounts in force the largest single one
 * applies, plus those marked stackable, all based on the list price and never below zero.
 */
export function priceOn(terms: PriceTerms, day: string): Price {
  const listMinor = (terms.customPriceMinor ?? terms.unitPriceMinor) * BigInt(terms.quantity);
  const discountMinor = discountOn(terms.discounts, day, listMinor);
  return { listMinor, discountMinor, ...withTax(listMinor - discountMinor, terms) };
}

/** Splits off or adds the tax, rounded once, half to even. */
export function withTax(
  amountMinor: bigint,
  { taxRatePpm, taxMode }: Pick<PriceTerms, 'taxRatePpm' | 'taxMode'>,
): Pick<Price, 'netMinor' | 'taxMinor' | 'grossMinor'> {
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
): Pick<Price, 'netMinor' | 'taxMinor' | 'grossMinor'> {
  return withTax(feeMinor * BigInt(terms.quantity), terms);
}

function discountOn(discounts: readonly Discount[], day: string, listMinor: bigint): bigint {
  const inForce = discounts.filter((discount) => isInForce(discount, day));
  const worth = (discount: Discount) =>
    discount.kind === 'percent'
      ? partOf(listMinor, discount.percentPpm, 'half-even')
      : discount.amountMinor;
  const stacked = inForce.filter((one) => one.stackable).reduce((sum, one) => sum + worth(one), 0n);
  const best = inForce
    .filter((one) => !one.stackable)
    .map(worth)
    .reduce((most, one) => (one > most ? one : most), 0n);
  const total = stacked + best;
  return total > listMinor ? listMinor : total;
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
