import type { Price } from '@/lib/pricing/rules/price';
import type { BillingTerms } from '@/lib/recurrence/lookups';
import type { PeriodPlan } from '@/lib/recurrence/rules/plan-period';
import type { Refund } from '@/lib/recurrence/rules/unused-refund';
import type { ItemOfNewService } from '@/lib/services/lookups';
import type { Quote } from './rules/quote';

/** The terms a service moves to. */
export type MovedTo = Pick<
  BillingTerms,
  'itemId' | 'itemName' | 'itemVersionId' | 'mode' | 'interval' | 'zone'
>;

/** What execution needs in addition to the quote, so that it reads and prices nothing again. */
export type Deed =
  | {
      kind: 'new_service';
      itemId: number;
      item: ItemOfNewService;
      /** The router that connects it; null if there is none, or the service needs none. */
      router: { routerId: number; accessMethod: 'pppoe' | 'hotspot' } | null;
    }
  | {
      kind: 'pack';
      serviceId: number;
      packId: number;
      packName: string;
      price: Price;
      zone: string;
    }
  | {
      kind: 'change_now';
      serviceId: number;
      terms: MovedTo;
      /** Orders stored by an earlier version lack the name of the plan that is left. */
      running: {
        index: number;
        endsAt: Date;
        priceId: number | null;
        itemName?: string | undefined;
      } | null;
      refund: Refund;
      fee: Price;
      plan: PeriodPlan | null;
      keepsEnd: boolean;
      /** Periods are decided up to here, so the new one starts no earlier. */
      decidedTo: Date | null;
      /** The part of an unpaid period that its grace has served, paid first on the old plan. */
      served?: PeriodPlan | undefined;
      /** Its router refuses it, so the period that it ends has stood still since then. */
      standsSince?: Date | undefined;
      /** The plan confirmed for the end of the period still follows. */
      keepsPlanned?: true | undefined;
    }
  /** The fee as listed. */
  | { kind: 'change_later'; serviceId: number; itemVersionId: number; feeMinor: bigint };

/** A quote with its time: shown to the customer, and executed while it is valid. */
export type FrozenQuote = {
  quotedAt: Date;
  quote: Quote;
  /** Missing in quotes stored by an earlier version, which are computed again before execution. */
  made?: Made | undefined;
};

/** The fingerprint of the facts a quote was made from, and what its execution needs. */
export type Made = { print: string; deed: Deed };

/**
 * A quoted order: the one value passed through preview, placement and execution. It is executed unchanged
 * while the rows read under the locks have the same fingerprint.
 */
export type QuotedOrder = FrozenQuote & { made: Made };
