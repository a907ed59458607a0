import type { TopUpDisputeState, TopUpRefundStatus, TopUpStatus } from '@/lib/kit/words';

/** Refunds and disputes of a paid top-up; amounts in minor units of its currency. */
export type AftermathFacts = {
  amountMinor: bigint;
  refunds: readonly { amountMinor: bigint; status: TopUpRefundStatus }[];
  /** The wallet has lost what was withdrawn and not reinstated. */
  disputes: readonly {
    amountMinor: bigint;
    withdrawnMinor: bigint;
    reinstatedMinor: bigint;
    state: TopUpDisputeState;
  }[];
};

export type AftermathNote = {
  /** The bank only asks in an inquiry, and takes nothing. */
  kind: 'refunded' | 'refunding' | 'inquiry' | 'disputed' | 'dispute_lost' | 'dispute_won';
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
    dispute_lost: total(
      lost.map(({ withdrawnMinor, reinstatedMinor }) => ({
        amountMinor: withdrawnMinor - reinstatedMinor,
      })),
    ),
  };
  const notes: AftermathNote[] = [
    { kind: 'disputed', amountMinor: disputed('open') },
    { kind: 'dispute_lost', amountMinor: back.dispute_lost },
    { kind: 'refunding', amountMinor: refunded('requested', 'pending') },
    { kind: 'refunded', amountMinor: back.refunded },
    { kind: 'inquiry', amountMinor: disputed('inquiry') },
    { kind: 'dispute_won', amountMinor: disputed('won') },
  ];
  const isGone = back.refunded + back.dispute_lost >= amountMinor;
  return {
    gone: isGone ? (back.dispute_lost > 0n ? 'dispute_lost' : 'refunded') : null,
    notes: notes.filter((note) => note.amountMinor > 0n),
  };
}

/** A payment in one word: its status or, once it is paid, where its money went. `part`: null if all of it. */
export type PaymentState =
  | { kind: TopUpStatus }
  | { kind: (typeof movedKinds)[number]; partMinor: bigint | null };

const movedKinds = ['disputed', 'dispute_lost', 'refunding', 'refunded'] as const;

/** Returns what a list says of a payment. Without an amount that moved, a paid one stays paid. */
export function paymentState(
  { status, amountMinor }: { status: TopUpStatus; amountMinor: bigint },
  { gone, notes }: Aftermath,
): PaymentState {
  if (status !== 'paid') return { kind: status };
  if (gone !== null) return { kind: gone, partMinor: null };
  for (const kind of movedKinds) {
    const moved = notes.find((note) => note.kind === kind);
    if (moved)
      return { kind, partMinor: moved.amountMinor < amountMinor ? moved.amountMinor : null };
  }
  return { kind: status };
}

function total(parts: readonly { amountMinor: bigint }[]): bigint {
  return parts.reduce((sum, part) => sum + part.amountMinor, 0n);
}
