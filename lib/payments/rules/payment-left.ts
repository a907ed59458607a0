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
  /** The whole payment is gone for good: no refund is pending and no dispute is open. */
  isOver: boolean;
};

/**
 * Computes what is left of a payment that waits for a decision. Pending refunds and open disputes count as
 * gone, because crediting them would create credit without money behind it.
 */
export function paymentLeft({ arrivedMinor, refunds, disputes }: PaymentFlows): PaymentLeft {
  const final = [
    ...refunds.filter(({ status }) => status === 'succeeded'),
    ...disputes.filter(({ state }) => state === 'lost'),
  ];
  const wanted = wentBackMinor({ refunds, disputes });
  const goneMinor = wanted < arrivedMinor ? wanted : arrivedMinor;
  return { leftMinor: arrivedMinor - goneMinor, goneMinor, isOver: total(final) >= arrivedMinor };
}

/**
 * Sums the money refunded, being refunded or withheld by the payer's bank, whether or not the payment was
 * credited.
 */
export function wentBackMinor({
  refunds,
  disputes,
}: Pick<PaymentFlows, 'refunds' | 'disputes'>): bigint {
  const refunded = refunds.filter(({ status }) => status !== 'failed');
  const disputed = disputes.filter(({ state }) => isHeldByBank(state));
  return total(refunded) + total(disputed);
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
