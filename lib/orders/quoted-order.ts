import type { BillingTerms } from '@/lib/recurrence/lookups';
import type { PeriodPlan } from '@/lib/recurrence/rules/plan-period';
import type { ItemOfNewService } from '@/lib/services/lookups';
import type { Quote } from './rules/quote';

/** Money that moves besides a period's price. */
export type Amount = { grossMinor: bigint; taxMinor: bigint };

/** The terms a service is moved to. */
export type MovedTo = Pick<
  BillingTerms,
  'itemId' | 'itemName' | 'itemVersionId' | 'mode' | 'interval' | 'zone'
>;

/** What executing an order takes besides what its sheet says, so that it reads and prices nothing again. */
export type Deed =
  | {
      kind: 'new_service';
      itemId: number;
      item: ItemOfNewService;
      /** Connects it; null where none does, or nothing is connected. */
      router: { routerId: number; accessMethod: 'pppoe' | 'hotspot' } | null;
    }
  | { kind: 'pack'; serviceId: number; packId: number; packName: string; zone: string }
  | {
      kind: 'change_now';
      serviceId: number;
      terms: MovedTo;
      running: { index: number; endsAt: Date } | null;
      /** Of the running period, to the account that paid it. */
      refund: Amount & { account: 'wallet' | 'postpaid' };
      fee: Amount;
      plan: PeriodPlan | null;
      keepsEnd: boolean;
      /** Periods are decided up to here: the new one begins no earlier. */
      decidedTo: Date | null;
    }
  /** The fee as listed. */
  | { kind: 'change_later'; serviceId: number; itemVersionId: number; feeMinor: bigint };

/** A quote with its moment: what was shown, and what is executed while it is valid. */
export type FrozenQuote = {
  quotedAt: Date;
  quote: Quote;
  /** Left out where an earlier version froze it: such a quote is made again from the rows before it is executed. */
  made?: Made | undefined;
};

/** A print of the rows that the quote was made of, and what follows from them. */
export type Made = { print: string; deed: Deed };

/**
 * An order as it was quoted: the one value that preview, placing and execution pass on. While the rows under the locks
 * give the same print, it is executed as it is.
 */
export type QuotedOrder = FrozenQuote & { made: Made };
