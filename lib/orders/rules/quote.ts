import type {
  CapAction,
  CapDirection,
  IntervalUnit,
  PlanChangeMoment,
  RecurrenceMode,
} from '@/lib/kit/words';

export type QuoteLineKind =
  | 'plan'
  | 'pack'
  | 'activation_fee'
  | 'discount'
  | 'tax'
  | 'unused_credit'
  | 'unused_invoiced'
  | 'change_fee';

/** One line of the confirm sheet, signed as the customer pays it: charges positive, credit negative. */
export type QuoteLine = { kind: QuoteLineKind; label: string; amountMinor: bigint };

/** How a plan serves; bits per second, null leaves them to the line. */
export type ServedTerms = {
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  burstDownBitsPerSecond: bigint | null;
  burstUpBitsPerSecond: bigint | null;
  burstSeconds: number | null;
  capAction: CapAction;
  /** Which direction counts towards the limit. */
  capDirection: CapDirection;
  slowDownBitsPerSecond: bigint | null;
  slowUpBitsPerSecond: bigint | null;
};

/** What else a plan's terms say: a sheet has no line for each of them, and must not be sold with others. */
export type FurtherTerms = {
  /** RouterOS queue priority. */
  priority: number;
  routerProfile: string | null;
  /** The part of the data that is gone with its period. */
  bonusDataBytes: bigint | null;
  graceDays: number;
  keepAnchor: boolean;
  changeMoment: PlanChangeMoment;
  changeFeeUpMinor: bigint;
  changeFeeDownMinor: bigint;
  refundsUnused: boolean;
  pausesPerYearMax: number;
  pauseDaysMax: number;
};

export type StatedTerms = ServedTerms & FurtherTerms;

export type Length = { count: number; unit: IntervalUnit };

export type PromisedPlan = StatedTerms & {
  mode: RecurrenceMode;
  interval: Length | null;
  /** For how many further periods unused data stays. */
  rolloverPeriods: number;
};

/**
 * One thing that a change of plan takes the place of: the plan that was to follow at the end of the paid period,
 * another change that was ordered and waits for its money, or a price planned for the plan that is left.
 */
export type Replaced = {
  kind: 'planned' | 'order' | 'price';
  /** Of the planned plan, the order, or the planned change. */
  id: string;
  /** With a planned plan: the terms it has by now. */
  versionId?: string | undefined;
  /** Of the plan it was to lead to; empty for a price. */
  name: string;
};

/** What an order costs and brings at one moment: the preview, the promise, and what execution follows. */
export type Quote = {
  lines: QuoteLine[];
  /** Due now; negative when money comes back. */
  totalMinor: bigint;
  taxMinor: bigint;
  startsAt: Date;
  /** Null for what has no end. */
  endsAt: Date | null;
  /** The dates above are those of a payment at this moment; a later one moves them. */
  startsWhenPaid: boolean;
  /**
   * It is sold before it can be connected: the money must be there, and is taken, and the dates begin, when
   * staff connect it.
   */
  startsWhenConnected?: true | undefined;
  /** An order of it waits no longer than this for its money; without it, as long as any order. */
  waitsSeconds?: number | undefined;
  /** With `startsWhenPaid`: how long from then on; null where the end stands, or there is none. */
  runsFor: Length | null;
  /** Bytes granted now; null when the order grants none or the plan is unlimited. */
  dataBytes: bigint | null;
  isUnlimited: boolean;
  /** Null for a pack, which changes no plan. */
  plan: PromisedPlan | null;
  /** The charge after this one, and the fee of a change that is taken with it; null when there is none. */
  next: { priceMinor: bigint; at: Date; feeMinor?: bigint | undefined } | null;
  /** The service's own price ends with the plan it leaves. */
  dropsCustomPrice: boolean;
  /** Whether the customer could order it by themselves, there and then: staff may do more. */
  isOffered: boolean;
  /** What is lost by it; left out where it changes no plan. */
  replaces?: Replaced[] | undefined;
};
