import type { TopUpDisputeState, TopUpRefundStatus } from '@/lib/kit/words';

/** What went back of a paid top-up, or may; amounts in minor units of its currency. */
export type AftermathFacts = {
  amountMinor: bigint;
  refunds: readonly { amountMinor: bigint; status: TopUpRefundStatus }[];
  /** `withdrawnMinor`: what the bank has taken. */
  disputes: readonly { amountMinor: bigint; withdrawnMinor: bigint; state: TopUpDisputeState }[];
};

export type AftermathNote = {
  kind: 'refunded' | 'refunding' | 'disputed' | 'dispute_lost' | 'dispute_won';
  amountMinor: bigint;
};

export type Aftermath = {
  /** Whether nothing of the payment is left, and to whom it went. */
  gone: 'refunded' | 'dispute_lost' | null;
  /** What the payer should know, what weighs most first. A refund that failed and a closed inquiry changed nothing. */
  notes: AftermathNote[];
};

/** What became of a payment after it was credited, in the words its payer needs. */
export function aftermathOf({ amountMinor, refunds, disputes }: AftermathFacts): Aftermath {
  const refunded = (...states: readonly TopUpRefundStatus[]) =>
    total(refunds.filter(({ status }) => states.includes(status)));
  const disputed = (...states: readonly TopUpDisputeState[]) =>
    total(disputes.filter(({ state }) => states.includes(state)));
  // After a partial refund the bank takes less than it disputed.
  const lost = disputes.filter(({ state }) => state === 'lost');
  const back = {
    refunded: refunded('succeeded'),
    dispute_lost: total(lost.map(({ withdrawnMinor }) => ({ amountMinor: withdrawnMinor }))),
  };
  const notes: AftermathNote[] = [
    { kind: 'disputed', amountMinor: disputed('inquiry', 'open') },
    { kind: 'dispute_lost', amountMinor: back.dispute_lost },
    { kind: 'refunding', amountMinor: refunded('requested', 'pending') },
    { kind: 'refunded', amountMinor: back.refunded },
    { kind: 'dispute_won', amountMinor: disputed('won') },
  ];
  const isGone = back.refunded + back.dispute_lost >= amountMinor;
  return {
    gone: isGone ? (back.dispute_lost > 0n ? 'dispute_lost' : 'refunded') : null,
    notes: notes.filter((note) => note.amountMinor > 0n),
  };
}

function total(parts: readonly { amountMinor: bigint }[]): bigint {
  return parts.reduce((sum, part) => sum + part.amountMinor, 0n);
}
