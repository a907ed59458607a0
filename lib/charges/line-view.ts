import type { ChargeLineKind } from '@/lib/kit/charge-words';
import type { TaxMode } from '@/lib/kit/words';
import type { AppliedDiscount } from '@/lib/pricing/rules/price';

/** How the amount of a line came about. */
export type LinePrice = {
  quantity: number;
  unitPriceMinor: bigint;
  isCustom: boolean;
  listMinor: bigint;
  discounts: AppliedDiscount[];
  taxRatePpm: number;
  taxMode: TaxMode;
  grossMinor: bigint;
};

/** One line of a charge, negative for what the customer gets back. Minor units. */
export type LineView = {
  causeKey: string;
  what: 'period' | 'manual' | ChargeLineKind;
  /** What it is for in time, where that is known; the end is exclusive. */
  startsAt: Date | null;
  endsAt: Date | null;
  netMinor: bigint;
  taxMinor: bigint;
  grossMinor: bigint;
  /** The share of `price` that was charged or given back; null for all of it. */
  share: { part: bigint; of: bigint; unit: 'seconds' | 'bytes' } | null;
  /** Null if it was not recorded, and for an amount entered by hand. */
  price: LinePrice | null;
};
