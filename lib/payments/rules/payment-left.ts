import type { TopUpDisputeState, TopUpRefundStatus, TopUpStatus } from '@/lib/kit/words';

/** A payment that was not credited, with what has left it. Minor units of the currency it arrived in. */
export type PaymentFlows = {
  arrivedMinor: bigint;
  refunds: readonly { amountMinor: bigint; status: TopUpRefundStatus }[];
  disputes: readonly { amountMinor: bigint; state: TopUpDisputeState }[];
};

export type PaymentLeft = {
  /** What can still be credited or sent back. */
  leftMinor: bigint;
  /** Gone back, on its way back, or held by the payer's bank. */
  goneMinor: bigint;
  /** All of it is gone for good as far as is known: nothing on its way and nothing the bank still decides. */
  isOver: boolean;
};

/**
 * What is left of a payment that waits for a decision. A refund on its way and a dispute that is still open
 * count as gone: credit that follows them would come from nothing.
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

/** Gone back, on its way back, or held by the payer's bank: also of a payment that was never credited. */
export function wentBackMinor({
  refunds,
  disputes,
}: Pick<PaymentFlows, 'refunds' | 'disputes'>): bigint {
  const refunded = refunds.filter(({ status }) => status !== 'failed');
  const disputed = disputes.filter(({ state }) => isHeldByBank(state));
  return total(refunded) + total(disputed);
}

/** What the payer paid: of one that does not equal its top-up, what arrived. */
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

/** A payment that waits for staff, as they decide about it. Minor units of `currency`. */
export type WaitingPayment = PaymentLeft & { arrivedMinor: bigint; currency: string };

/** Null when nobody decides about it, or when what arrived was never noted. */
export function waitingPayment(
  topUp: { status: TopUpStatus; arrivedMinor: bigint | null; arrivedCurrency: string | null },
  back: Pick<PaymentFlows, 'refunds' | 'disputes'>,
): WaitingPayment | null {
  const { status, arrivedMinor, arrivedCurrency: currency } = topUp;
  if (status !== 'parked' || arrivedMinor === null || currency === null) return null;
  return { ...paymentLeft({ arrivedMinor, ...back }), arrivedMinor, currency };
}

/** An inquiry has taken nothing, a dispute that was won or withdrawn has given everything back. */
export function isHeldByBank(state: TopUpDisputeState): boolean {
  return state === 'open' || state === 'lost';
}

function total(parts: readonly { amountMinor: bigint }[]): bigint {
  return parts.reduce((sum, part) => sum + part.amountMinor, 0n);
}
