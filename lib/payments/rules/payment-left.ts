import type { TopUpDisputeState, TopUpRefundStatus, TopUpStatus } from '@/lib/kit/words';

/** An uncredited payment with its refunds and disputes. Minor units of the currency received. */
export type PaymentFlows = {
  arrivedMinor: bigint;
  refunds: readonly { amountMinor: bigint; status: TopUpRefundStatus }[];
  disputes: readonly { amountMinor: bigint; state: TopUpDisputeState }[];
};

export type PaymentLeft = {
  /** The amount that can still be credited or returned. */
  leftMinor: bigint;
  /** Refunded, being refunded, or withheld by the payer's bank. */
  goneMinor: bigint;
  back: WentBack;
  /** The whole payment is gone for good: no refund is pending and no dispute is open. */
  isOver: boolean;
};

/**
 * Computes what is left of a payment that waits for a decision. Pending refunds and open disputes count as
 * gone, because crediting them would create credit without money behind it.
 */
export function paymentLeft({ arrivedMinor, refunds, disputes }: PaymentFlows): PaymentLeft {
  const back = wentBack({ refunds, disputes });
  const wanted = wentBackMinor({ refunds, disputes });
  const goneMinor = wanted < arrivedMinor ? wanted : arrivedMinor;
  const isOver = back.refundedMinor + back.lostMinor >= arrivedMinor;
  return { leftMinor: arrivedMinor - goneMinor, goneMinor, back, isOver };
}

/** Where the money of a payment is that is no longer left. Minor units of the currency received. */
export type WentBack = {
  refundedMinor: bigint;
  /** Requested or on its way; it is left again if the refund fails. */
  refundingMinor: bigint;
  /** Withheld by the payer's bank; it is left again if the dispute is won. */
  heldMinor: bigint;
  /** Taken by the payer's bank with a lost dispute. */
  lostMinor: bigint;
};

/** Says why money of a payment is not left, whether or not the payment was credited. */
export function wentBack({
  refunds,
  disputes,
}: Pick<PaymentFlows, 'refunds' | 'disputes'>): WentBack {
  const withStatus = (...some: TopUpRefundStatus[]) =>
    total(refunds.filter(({ status }) => some.includes(status)));
  const withState = (some: TopUpDisputeState) =>
    total(disputes.filter(({ state }) => state === some));
  return {
    refundedMinor: withStatus('succeeded'),
    refundingMinor: withStatus('requested', 'pending'),
    heldMinor: withState('open'),
    lostMinor: withState('lost'),
  };
}

/** Sums what `wentBack` tells apart. */
export function wentBackMinor(back: Pick<PaymentFlows, 'refunds' | 'disputes'>): bigint {
  const { refundedMinor, refundingMinor, heldMinor, lostMinor } = wentBack(back);
  return refundedMinor + refundingMinor + heldMinor + lostMinor;
}

/** Says the same of credit that the wallet gave back: what refunds and disputes debited and did not credit again. */
export function creditWentBack(back: {
  refunds: readonly { clawedMinor: bigint; returnedMinor: bigint; status: TopUpRefundStatus }[];
  disputes: readonly {
    withdrawnMinor: bigint;
    reinstatedMinor: bigint;
    state: TopUpDisputeState;
  }[];
}): WentBack {
  return wentBack({
    refunds: back.refunds.map(({ clawedMinor, returnedMinor, status }) => ({
      amountMinor: clawedMinor - returnedMinor,
      status,
    })),
    // A dispute that is no longer open keeps its money until the bank has returned it.
    disputes: back.disputes.map(({ withdrawnMinor, reinstatedMinor, state }) => ({
      amountMinor: withdrawnMinor - reinstatedMinor,
      state: state === 'lost' ? state : 'open',
    })),
  });
}

/** Returns what the payer paid: the amount received, if it differs from the top-up. */
export function paidAmount(topUp: {
  amountMinor: bigint;
  currency: string;
  arrivedMinor: bigint | null;
  arrivedCurrency: string | null;
}): { minor: bigint; currency: string } {
  const { amountMinor, currency, arrivedMinor, arrivedCurrency } = topUp;
  if (arrivedMinor === null || arrivedCurrency === null) return { minor: amountMinor, currency };
  return { minor: arrivedMinor, currency: arrivedCurrency };
}

/** A payment that waits for a decision by staff. Minor units of `currency`. */
export type WaitingPayment = PaymentLeft & { arrivedMinor: bigint; currency: string };

/** Returns null if the payment does not wait for a decision, or the amount received was never recorded. */
export function waitingPayment(
  topUp: { status: TopUpStatus; arrivedMinor: bigint | null; arrivedCurrency: string | null },
  back: Pick<PaymentFlows, 'refunds' | 'disputes'>,
): WaitingPayment | null {
  const { status, arrivedMinor, arrivedCurrency: currency } = topUp;
  if (status !== 'parked' || arrivedMinor === null || currency === null) return null;
  return { ...paymentLeft({ arrivedMinor, ...back }), arrivedMinor, currency };
}

/** An inquiry has withdrawn nothing; a dispute won or withdrawn has returned everything. */
export function isHeldByBank(state: TopUpDisputeState): boolean {
  return state === 'open' || state === 'lost';
}

function total(parts: readonly { amountMinor: bigint }[]): bigint {
  return parts.reduce((sum, part) => sum + part.amountMinor, 0n);
}
