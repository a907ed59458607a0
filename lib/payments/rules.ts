import type {
  ParkReason,
  TopUpDisputeState,
  TopUpRefundStatus,
  TopUpStatus,
} from '@/lib/kit/words';
import { chargeableFrom } from './rules/stripe-amount';

/** What one payment page says about itself, in our units. */
export type CheckoutFacts = {
  sessionId: string;
  /** The top-up the session was made for, as we wrote it there. */
  topUpId: string | null;
  status: 'open' | 'complete' | 'expired';
  isPaid: boolean;
  /** The payer has finished and the money is on its way. */
  isProcessing: boolean;
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

/** The wallet has its money, or staff decide or have decided: nothing Stripe reports changes it. */
export function isSettled(status: TopUpStatus): boolean {
  return status === 'paid' || status === 'parked' || status === 'returned';
}

/**
 * What a payment page's state of now means for its top-up. Asked by webhook, landing page and sweep alike,
 * in any order and number: it only moves forward, credits only money that has arrived and equals the row,
 * and lets arrived money win over an expiry or a failure seen before.
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

/** Facts are retrieved before the row is locked, so older ones can come last: nothing moves backwards. */
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

function mismatch(topUp: TopUpState, facts: CheckoutFacts): ParkReason | null {
  if (facts.topUpId !== topUp.id) return 'owner';
  if (facts.currency !== topUp.currency) return 'currency';
  return facts.amountMinor === topUp.amountMinor ? null : 'amount';
}

function unpaidStatus(facts: CheckoutFacts): 'pending' | 'processing' | 'failed' | 'expired' {
  if (facts.status === 'open') return 'pending';
  if (facts.status === 'expired') return 'expired';
  return facts.isProcessing ? 'processing' : 'failed';
}

export type TopUpLimits = { minMinor: bigint; maxMinor: bigint };

/**
 * The smallest top-up that covers what is missing, that the operator's limits allow, and that Stripe can charge in the
 * currency; what it is more than is missing stays in the wallet.
 */
export function topUpForShortfall(
  shortMinor: bigint,
  { minMinor, currency }: TopUpLimits & { currency: string },
): bigint {
  return chargeableFrom(shortMinor < minMinor ? minMinor : shortMinor, currency);
}

export type LimitCheck = { kind: 'ok' } | { kind: 'under' } | { kind: 'over' };

export function checkLimits(amountMinor: bigint, limits: TopUpLimits): LimitCheck {
  if (amountMinor < limits.minMinor) return { kind: 'under' };
  return amountMinor > limits.maxMinor ? { kind: 'over' } : { kind: 'ok' };
}

/**
 * How much may be taken from the wallet for a refund or dispute of one top-up: never more than that top-up
 * credited, less what earlier ones took and did not give back.
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

/** Stripe's dispute status in our words; an inquiry has taken no money. */
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

/** False for a report that is older than what is known: a refund that failed stays failed. */
export function isRefundNews(known: TopUpRefundStatus, reported: TopUpRefundStatus): boolean {
  return refundProgress[reported] >= refundProgress[known];
}

/** False for a repeat, and for a report from before the dispute's end. */
export function isDisputeNews(known: TopUpDisputeState, reported: TopUpDisputeState): boolean {
  const isOver = (state: TopUpDisputeState) => state !== 'inquiry' && state !== 'open';
  return known !== reported && (isOver(reported) || !isOver(known));
}
