import type {
  ParkReason,
  TopUpDisputeState,
  TopUpRefundStatus,
  TopUpStatus,
} from '@/lib/kit/words';
import { chargeableFrom } from '@/lib/settings/rules/stripe-amount';
import type { TopUpLimits } from '@/lib/settings/rules/top-up-limits';

/** Facts of one Stripe checkout session, in our units. */
export type CheckoutFacts = {
  sessionId: string;
  /** The top-up the session was created for, from the session's metadata. */
  topUpId: string | null;
  status: 'open' | 'complete' | 'expired';
  isPaid: boolean;
  /** The payer has completed checkout, and the money is on its way: being processed, or to be paid with a voucher. */
  isProcessing: boolean;
  /** The payer completed checkout and did not pay in time. */
  hasLapsed: boolean;
  amountMinor: bigint | null;
  currency: string | null;
};

export type TopUpState = {
  id: string;
  status: TopUpStatus;
  amountMinor: bigint;
  currency: string;
};

export type TopUpDecision =
  | { kind: 'credit' }
  | { kind: 'park'; reason: ParkReason }
  | { kind: 'move'; status: 'pending' | 'processing' | 'failed' | 'expired' }
  | { kind: 'stay' };

/**
 * Returns whether the wallet was credited or the payment belongs to staff; no later report from Stripe
 * changes it.
 */
export function isSettled(status: TopUpStatus): boolean {
  return status === 'paid' || status === 'parked' || status === 'returned';
}

/**
 * Decides what the current state of a checkout session means for its top-up. Webhook, landing page and sweep
 * call it in any order and any number of times: the status only moves forward, only money that has arrived
 * and equals the row is credited, and arrived money overrides an earlier expiry or failure.
 */
export function decideTopUp(topUp: TopUpState, facts: CheckoutFacts): TopUpDecision {
  if (isSettled(topUp.status)) return { kind: 'stay' };
  if (facts.isPaid) {
    const reason = mismatch(topUp, facts);
    return reason === null ? { kind: 'credit' } : { kind: 'park', reason };
  }
  const status = unpaidStatus(facts);
  return progress[status] > progress[topUp.status] ? { kind: 'move', status } : { kind: 'stay' };
}

/**
 * Facts are retrieved before the row is locked, so stale ones can be applied last; the status never moves
 * backwards.
 */
const progress: Record<TopUpStatus, number> = {
  created: 0,
  pending: 1,
  processing: 2,
  failed: 3,
  expired: 3,
  paid: 4,
  parked: 4,
  returned: 4,
};

type Paying = { paymentIntentId: string | null };

/**
 * Returns whether a payment is another than the one recorded with its top-up. Once it has arrived, its money is extra
 * unless it may still replace the recorded one, because no other top-up asks for it.
 */
export function isOtherPayment(topUp: Paying, { paymentIntentId }: Paying): boolean {
  return paymentIntentId !== null && paymentIntentId !== topUp.paymentIntentId;
}

/**
 * Returns whether a session was made by hand for another amount than its top-up's: its payment is extra, and the
 * top-up stays open for its own page.
 */
export function isOtherSale(
  topUp: TopUpState & Paying & { checkoutSessionId: string | null },
  facts: Pick<CheckoutFacts, 'sessionId' | 'amountMinor' | 'currency'> & Paying,
): boolean {
  const { checkoutSessionId: own } = topUp;
  if (own === null || own === facts.sessionId || !isOtherPayment(topUp, facts)) return false;
  return facts.currency !== topUp.currency || facts.amountMinor !== topUp.amountMinor;
}

function mismatch(topUp: TopUpState, facts: CheckoutFacts): ParkReason | null {
  if (facts.topUpId !== topUp.id) return 'owner';
  if (facts.currency !== topUp.currency) return 'currency';
  return facts.amountMinor === topUp.amountMinor ? null : 'amount';
}

function unpaidStatus(facts: CheckoutFacts): 'pending' | 'processing' | 'failed' | 'expired' {
  if (facts.status === 'open') return 'pending';
  if (facts.status === 'expired') return 'expired';
  if (facts.isProcessing) return 'processing';
  return facts.hasLapsed ? 'expired' : 'failed';
}

/**
 * Returns the smallest top-up that covers the shortfall, is within the operator's limits and can be charged
 * by Stripe in the currency; any excess stays in the wallet.
 */
export function topUpForShortfall(shortMinor: bigint, { minMinor, currency }: TopUpLimits): bigint {
  return chargeableFrom(shortMinor < minMinor ? minMinor : shortMinor, currency);
}

export type LimitCheck = { kind: 'ok' } | { kind: 'under' } | { kind: 'over' };

export function checkLimits(
  amountMinor: bigint,
  limits: Pick<TopUpLimits, 'minMinor' | 'maxMinor'>,
): LimitCheck {
  if (amountMinor < limits.minMinor) return { kind: 'under' };
  return amountMinor > limits.maxMinor ? { kind: 'over' } : { kind: 'ok' };
}

/**
 * Returns how much a refund or dispute may debit: at most the credited amount of its top-up, less what
 * earlier ones debited and did not credit back.
 */
export function clawable(input: {
  creditedMinor: bigint;
  netClawedMinor: bigint;
  wantedMinor: bigint;
}): bigint {
  const left = input.creditedMinor - input.netClawedMinor;
  if (left <= 0n) return 0n;
  return input.wantedMinor < left ? input.wantedMinor : left;
}

/** Maps Stripe's dispute status to ours; an inquiry has taken no money. */
export function disputeStateOf(status: string): TopUpDisputeState {
  if (status === 'won') return 'won';
  if (status === 'lost') return 'lost';
  if (status === 'warning_closed' || status === 'prevented') return 'closed';
  return status.startsWith('warning_') ? 'inquiry' : 'open';
}

const refundProgress: Record<TopUpRefundStatus, number> = {
  requested: 0,
  pending: 1,
  succeeded: 2,
  failed: 3,
};

/** Returns false for a report older than the known status: a failed refund stays failed. */
export function isRefundNews(known: TopUpRefundStatus, reported: TopUpRefundStatus): boolean {
  return refundProgress[reported] >= refundProgress[known];
}

/**
 * Returns false for a duplicate and for an older report: one that knows fewer movements of the bank than the known
 * state, or just as many and is from before the dispute was closed. A closed dispute can reopen only with money.
 */
export function isDisputeNews(
  known: { state: TopUpDisputeState; stateMovements: number },
  reported: { state: TopUpDisputeState; movements: number },
): boolean {
  if (reported.movements !== known.stateMovements) return reported.movements > known.stateMovements;
  const isOver = (state: TopUpDisputeState) => state !== 'inquiry' && state !== 'open';
  return known.state !== reported.state && (isOver(reported.state) || !isOver(known.state));
}
