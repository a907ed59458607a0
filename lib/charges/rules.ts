import type { GivesBack, UnusedMeasure } from '@/lib/kit/charge-words';
import type { Amounts, Price } from '@/lib/pricing/rules/price';

/** A price as it is recorded: how it came about, and what of it can be given back. */
export type RecordedPrice = {
  /** Null for a price that no item version has: a pack, or the fee of a plan change. */
  itemVersionId: number | null;
  price: Price;
  givesBack: GivesBack;
};

/** Returns what of a period's price a plan gives back to a subscriber who leaves it. */
export function givesBackOf({
  refundsUnused,
  unusedBy,
}: {
  refundsUnused: boolean;
  unusedBy: UnusedMeasure;
}): GivesBack {
  return refundsUnused ? unusedBy : 'never';
}

/** The charge of a period, whose row is its line. */
export type PeriodLine = { what: 'period' } & Amounts;

/** A line to record besides periods. */
export type PricedLine = {
  what: 'activation_fee' | 'change_fee' | 'pack' | 'one_time';
  startsAt?: Date | null;
  endsAt?: Date | null;
} & RecordedPrice;

export type ChargedLine = PeriodLine | PricedLine;

export function amountsOf(line: ChargedLine): Amounts {
  return line.what === 'period' ? line : line.price;
}

/**
 * Sums up the lines of one charge for the ledger. A fee that comes with something else is a leg of its own; a fee
 * alone is what the charge is for.
 */
export function totalsOf(lines: readonly ChargedLine[]): {
  grossMinor: bigint;
  taxMinor: bigint;
  feeNetMinor: bigint;
} {
  const totals = { grossMinor: 0n, taxMinor: 0n, feeNetMinor: 0n };
  for (const [place, line] of lines.entries()) {
    const { netMinor, taxMinor, grossMinor } = amountsOf(line);
    totals.grossMinor += grossMinor;
    totals.taxMinor += taxMinor;
    if (place > 0 && isFee(line)) totals.feeNetMinor += netMinor;
  }
  return totals;
}

function isFee({ what }: ChargedLine): boolean {
  return what === 'activation_fee' || what === 'change_fee';
}
