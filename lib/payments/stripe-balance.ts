import Stripe from 'stripe';
import { fromStripeAmount } from '@/lib/settings/rules/stripe-amount';
import type { StripeMovement } from './rules/stripe-movement';
import { askStripe, getStripe } from './stripe';
import { idOf } from './stripe-checkout';

export type ReportedMovement = StripeMovement & {
  paymentIntentId: string | null;
  happenedAt: Date;
  text: string;
};

export type Payout = {
  id: string;
  amountMinor: bigint;
  currency: string;
  /** `paid` means that it is at the bank, until the bank returns it. */
  state: 'on_its_way' | 'paid' | 'failed';
};

/** Lists the movements on the balance at Stripe since `since`, oldest first. */
export async function listMovements(since: Date): Promise<ReportedMovement[]> {
  const found: ReportedMovement[] = [];
  const pages = getStripe().balanceTransactions.list({
    created: { gte: Math.floor(since.getTime() / 1000) },
    limit: 100,
    expand: ['data.source'],
  });
  for await (const entry of pages) found.push(movementOf(entry));
  return found.reverse();
}

/** Retrieves the current state of a payout. Returns null if Stripe does not know it. */
export async function retrievePayout(payoutId: string): Promise<Payout | null> {
  const payout = await askStripe((stripe) => findPayout(stripe, payoutId));
  if (payout === null) return null;
  const currency = payout.currency.toUpperCase();
  return {
    id: payout.id,
    amountMinor: minorOf(payout.amount, currency),
    currency,
    state: stateOf(payout.status),
  };
}

async function findPayout(stripe: Stripe, id: string): Promise<Stripe.Payout | null> {
  try {
    return await stripe.payouts.retrieve(id);
  } catch (error) {
    const isUnknown = error instanceof Stripe.errors.StripeInvalidRequestError;
    if (isUnknown && error.code === 'resource_missing') return null;
    throw error;
  }
}

function stateOf(status: string): Payout['state'] {
  if (status === 'paid') return 'paid';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'on_its_way';
}

function movementOf(entry: Stripe.BalanceTransaction): ReportedMovement {
  const currency = entry.currency.toUpperCase();
  const amountMinor = minorOf(entry.amount, currency);
  const source = sourceOf(entry.source);
  const original = source && originalOf(source, entry.amount);
  return {
    id: entry.id,
    what: whatOf(entry),
    amountMinor,
    feeMinor: minorOf(entry.fee, currency),
    currency,
    original: original ?? { amountMinor, currency },
    paymentIntentId: source?.payment_intent ? idOf(source.payment_intent) : null,
    happenedAt: new Date(entry.created * 1000),
    text: entry.description ?? entry.reporting_category,
  };
}

function whatOf({ type, reporting_category: category }: Stripe.BalanceTransaction) {
  if (category === 'payout' || category === 'payout_reversal') return 'payout';
  if (category === 'dispute' || category === 'dispute_reversal') return 'dispute';
  return type === 'stripe_fee' || category === 'fee' ? 'fee' : 'payment';
}

type Source = {
  amount: number;
  currency: string;
  payment_intent?: string | { id: string } | null;
};

/** Only a payment, a refund and a dispute have an amount of their own and belong to a payer. */
function sourceOf(source: Stripe.BalanceTransaction['source']): Source | null {
  if (source === null || typeof source === 'string') return null;
  const isPayers = ['charge', 'refund', 'dispute'].includes(source.object);
  return isPayers ? (source as Source) : null;
}

function originalOf(source: Source, settled: number): StripeMovement['original'] {
  const currency = source.currency.toUpperCase();
  const amountMinor = minorOf(source.amount, currency);
  return { currency, amountMinor: settled < 0 ? -amountMinor : amountMinor };
}

function minorOf(amount: number, currency: string): bigint {
  const sizeMinor = fromStripeAmount(Math.abs(amount), currency);
  return amount < 0 ? -sizeMinor : sizeMinor;
}
