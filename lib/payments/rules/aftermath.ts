import type { TopUpDisputeState, TopUpRefundStatus } from '@/lib/kit/words';

/** Refunds and disputes of a paid top-up; amounts in minor units of its currency. */
export type AftermathFacts = {
  amountMinor: bigint;
  refunds: readonly { amountMinor: bigint; status: TopUpRefundStatus }[];
  /** `lostMinor`: what the wallet has lost for it. */
  disputes: readonly { amountMinor: bigint; lostMinor: bigint; state: TopUpDisputeState }[];
};

export type AftermathNote = {
  kind: 'refunded' | 'refunding' | 'disputed' | 'dispute_lost' | 'dispute_won';
  amountMinor: bigint;
};

export type Aftermath = {
  /** Where the money went, if nothing of the payment is left. */
  gone: 'refunded' | 'dispute_lost' | null;
  /**
   * Notes for the payer, most important first. A failed refund and a closed inquiry changed nothing and are
   * left out.
   */
  notes: AftermathNote[];
};

/** Summarises what happened to a payment after it was credited, for its payer. */
export function aftermathOf({ amountMinor, refunds, disputes }: AftermathFacts): Aftermath {
  const refunded = (...states: readonly TopUpRefundStatus[]) =>
    total(refunds.filter(({ status }) => states.includes(status)));
  const disputed = (...states: readonly TopUpDisputeState[]) =>
    total(disputes.filter(({ state }) => states.includes(state)));
  // After a partial refund, the wallet loses less than the disputed amount.
  const lost = disputes.filter(({ state }) => state === 'lost');
  const back = {
    refunded: refunded('succeeded'),
    dispute_lost: total(lost.map(({ lostMinor }) => ({ amountMinor: lostMinor }))),
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
