import type { UnusedMeasure } from '@/lib/kit/charge-words';
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
  | 'change_fee'
  | 'served';

/** One line of the confirm sheet, signed from the payer's view: charges positive, credit negative. */
export type QuoteLine = { kind: QuoteLineKind; label: string; amountMinor: bigint };

/** Speeds and limits of a plan; bits per second, null means limited only by the line. */
export type ServedTerms = {
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  burstDownBitsPerSecond: bigint | null;
  burstUpBitsPerSecond: bigint | null;
  burstSeconds: number | null;
  capAction: CapAction;
  /** Which direction counts towards the data limit. */
  capDirection: CapDirection;
  slowDownBitsPerSecond: bigint | null;
  slowUpBitsPerSecond: bigint | null;
};

/** Other plan terms: a sheet has no line for each of them, but a change of any invalidates it. */
export type FurtherTerms = {
  /** RouterOS queue priority. */
  priority: number;
  routerProfile: string | null;
  /** The part of the data that expires with its period. */
  bonusDataBytes: bigint | null;
  graceDays: number;
  keepAnchor: boolean;
  changeMoment: PlanChangeMoment;
  changeFeeUpMinor: bigint;
  changeFeeDownMinor: bigint;
  refundsUnused: boolean;
  unusedBy: UnusedMeasure;
  pausesPerYearMax: number;
  pauseDaysMax: number;
  /** Fingerprint of the plan's description and specification; missing in quotes stored without it. */
  wordsPrint?: string | undefined;
};

export type StatedTerms = ServedTerms & FurtherTerms;

export type Length = { count: number; unit: IntervalUnit };

export type PromisedPlan = StatedTerms & {
  mode: RecurrenceMode;
  interval: Length | null;
  /** Number of further periods for which unused data stays valid. */
  rolloverPeriods: number;
};

/**
 * One thing that a plan change replaces: the plan scheduled for the end of the paid period, another ordered
 * change that waits for payment, or a price planned for the old plan.
 */
export type Replaced = {
  kind: 'planned' | 'order' | 'price';
  /** Id of the planned plan, the order or the planned change. */
  id: string;
  /** Of a planned plan: the id of its current terms. */
  versionId?: string | undefined;
  /** Name of the plan it would have led to; empty for a price. */
  name: string;
};

/** What an order costs and brings at one time: the basis of preview, promise and execution. */
export type Quote = {
  lines: QuoteLine[];
  /** Due now; negative if money is returned. */
  totalMinor: bigint;
  taxMinor: bigint;
  startsAt: Date;
  /** Null without an end. */
  endsAt: Date | null;
  /** The last day of the service, before which a paid period may not end; omitted without one. */
  lastDay?: string | undefined;
  /** The service ends before what is sold does, so nothing renews after it; omitted otherwise. */
  isCutShort?: true | undefined;
  /** The dates above assume payment now; a later payment moves them. */
  startsWhenPaid: boolean;
  /**
   * Sold before it can be connected: the credit must be available now, but is charged, and the dates start,
   * when staff connect the service.
   */
  startsWhenConnected?: true | undefined;
  /** How long an order with this quote waits for payment; by default, as long as any order. */
  waitsSeconds?: number | undefined;
  /** With `startsWhenPaid`: the length from the payment; null if the end is fixed or there is none. */
  runsFor: Length | null;
  /** Bytes granted now; null if the order grants none or the plan is unlimited. */
  dataBytes: bigint | null;
  isUnlimited: boolean;
  /** Null for a pack, which changes no plan. */
  plan: PromisedPlan | null;
  /** The following charge, with the fee of a change charged with it; null if there is none. */
  next: { priceMinor: bigint; at: Date; feeMinor?: bigint | undefined } | null;
  /** The service's custom price ends with the old plan. */
  dropsCustomPrice: boolean;
  /** Whether the customer could order it without staff at that time; staff may order more. */
  isOffered: boolean;
  /** What the order replaces; omitted if it changes no plan. */
  replaces?: Replaced[] | undefined;
};
