import Stripe from 'stripe';
import type { TopUpDisputeState, TopUpRefundStatus } from '@/lib/kit/words';
import { fromStripeAmount } from '@/lib/settings/rules/stripe-amount';
import { disputeStateOf } from './rules';
import type { BankSums } from './rules/loss';
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
  currency: string;
  state: TopUpDisputeState;
  reason: string;
  /** How often the bank has taken the money, and given it back. */
  takes: number;
  returns: number;
  /** The sums of both, in the dispute's currency. */
  sums: BankSums;
  /** What they did to the balance at Stripe; null before the first one. */
  settled: { amountMinor: bigint; feeMinor: bigint; currency: string } | null;
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
  return {
    id: dispute.id,
    paymentIntentId: idOf(dispute.payment_intent),
    amountMinor: fromStripeAmount(dispute.amount, currency),
    currency,
    state: disputeStateOf(dispute.status),
    reason: dispute.reason,
    takes: dispute.balance_transactions.filter(isTake).length,
    returns: dispute.balance_transactions.filter(isReturn).length,
    sums: sumsOf(dispute, currency),
    settled: settledOf(dispute.balance_transactions),
    createdAt: new Date(dispute.created * 1000),
  };
}

/**
 * Sums the bank's movements in the dispute's currency. Stripe settles them in the account's currency; a movement in
 * another one is the whole disputed amount, because exchange rates do not change what the payer got back.
 */
function sumsOf(dispute: Stripe.Dispute, currency: string): BankSums {
  const wholeMinor = fromStripeAmount(dispute.amount, currency);
  const sum = (entries: readonly Stripe.BalanceTransaction[]) =>
    entries.reduce((total, entry) => {
      const isSame = entry.currency.toUpperCase() === currency;
      return total + (isSame ? fromStripeAmount(Math.abs(entry.amount), currency) : wholeMinor);
    }, 0n);
  const entries = dispute.balance_transactions;
  return {
    takenMinor: sum(entries.filter(isTake)),
    givenBackMinor: sum(entries.filter(isReturn)),
  };
}

const isTake = ({ amount }: Stripe.BalanceTransaction) => amount < 0;
const isReturn = ({ amount }: Stripe.BalanceTransaction) => amount > 0;

function settledOf(entries: readonly Stripe.BalanceTransaction[]): DisputeFacts['settled'] {
  const currency = entries[0]?.currency.toUpperCase();
  if (currency === undefined) return null;
  const total = (amounts: number[]) => amounts.reduce((sum, amount) => sum + amount, 0);
  const amount = total(entries.map((entry) => entry.amount));
  const sizeMinor = fromStripeAmount(Math.abs(amount), currency);
  return {
    amountMinor: amount < 0 ? -sizeMinor : sizeMinor,
    feeMinor: fromStripeAmount(total(entries.map(({ fee }) => fee)), currency),
    currency,
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
