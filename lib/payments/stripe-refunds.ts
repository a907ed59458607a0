import Stripe from 'stripe';
import type { TopUpDisputeState, TopUpRefundStatus } from '@/lib/kit/words';
import { disputeStateOf } from './rules';
import { fromStripeAmount } from './rules/stripe-amount';
import { askStripe } from './stripe';
import { idOf } from './stripe-checkout';

/** The current state of a refund at Stripe, in our units. */
export type RefundFacts = {
  stripeRefundId: string;
  /** The id of our row, if staff requested the refund here. */
  requestId: string | null;
  amountMinor: bigint;
  status: Exclude<TopUpRefundStatus, 'requested'>;
  createdAt: Date;
};

export type DisputeFacts = {
  id: string;
  paymentIntentId: string | null;
  amountMinor: bigint;
  state: TopUpDisputeState;
  reason: string;
  /** The amounts the bank has withdrawn and reinstated so far, without its fees. */
  withdrawnMinor: bigint;
  reinstatedMinor: bigint;
  createdAt: Date;
};

/** The library's limit for reading into one array; no payment has that many refunds. */
const REFUNDS_MAX = 10_000;

/** Lists all refunds of one payment, oldest first. */
export async function listRefunds(paymentIntentId: string): Promise<RefundFacts[]> {
  const refunds = await askStripe((stripe) =>
    stripe.refunds.list({ payment_intent: paymentIntentId, limit: 100 }).autoPagingToArray({
      limit: REFUNDS_MAX,
    }),
  );
  return refunds.map(refundOf).reverse();
}

export type CreatedRefund =
  | { kind: 'refund'; refund: RefundFacts }
  /** Stripe refuses this refund: disputed, already refunded, or too old. */
  | { kind: 'refused'; code: string };

/** Creates a refund at Stripe. The idempotency key is our row's id, so a retry never refunds twice. */
export async function createRefund(input: {
  requestId: string;
  paymentIntentId: string;
  /** In Stripe's units; null refunds everything that is left. */
  stripeAmount: number | null;
}): Promise<CreatedRefund> {
  const { requestId, paymentIntentId, stripeAmount } = input;
  try {
    const refund = await askStripe((stripe) =>
      stripe.refunds.create(
        {
          payment_intent: paymentIntentId,
          metadata: { refund_request_id: requestId },
          ...(stripeAmount === null ? {} : { amount: stripeAmount }),
        },
        { idempotencyKey: `refund:${requestId}` },
      ),
    );
    return { kind: 'refund', refund: refundOf(refund) };
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      return { kind: 'refused', code: error.code ?? 'invalid_request' };
    }
    throw error;
  }
}

/** Lists all disputes of one payment. */
export async function listDisputeIds(paymentIntentId: string): Promise<string[]> {
  const page = await askStripe((stripe) =>
    stripe.disputes.list({ payment_intent: paymentIntentId, limit: 100 }),
  );
  return page.data.map(({ id }) => id);
}

export async function retrieveDispute(disputeId: string): Promise<DisputeFacts> {
  const dispute = await askStripe((stripe) => stripe.disputes.retrieve(disputeId));
  const currency = dispute.currency.toUpperCase();
  const sum = (wanted: (amount: number) => boolean) =>
    dispute.balance_transactions
      .map(({ amount }) => amount)
      .filter(wanted)
      .reduce((total, amount) => total + fromStripeAmount(Math.abs(amount), currency), 0n);
  return {
    id: dispute.id,
    paymentIntentId: idOf(dispute.payment_intent),
    amountMinor: fromStripeAmount(dispute.amount, currency),
    state: disputeStateOf(dispute.status),
    reason: dispute.reason,
    withdrawnMinor: sum((amount) => amount < 0),
    reinstatedMinor: sum((amount) => amount > 0),
    createdAt: new Date(dispute.created * 1000),
  };
}

function refundOf(refund: Stripe.Refund): RefundFacts {
  return {
    stripeRefundId: refund.id,
    requestId: refund.metadata?.['refund_request_id'] ?? null,
    amountMinor: fromStripeAmount(refund.amount, refund.currency.toUpperCase()),
    status: refundStatusOf(refund.status),
    createdAt: new Date(refund.created * 1000),
  };
}

function refundStatusOf(status: string | null): RefundFacts['status'] {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}
