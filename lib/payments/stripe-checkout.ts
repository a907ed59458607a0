import Stripe from 'stripe';
import { fromStripeAmount } from '@/lib/settings/rules/stripe-amount';
import type { CheckoutFacts } from './rules';
import { type PaymentNames, topUpNamed } from './rules/payment-names';
import { askStripe } from './stripe';
import { type PayInstructions, stripeInstructionsOf } from './stripe-instructions';

export type NewCheckout = {
  topUpId: string;
  customerId: number;
  /** In Stripe's units, not ours. */
  stripeAmount: number;
  currency: string;
  description: string;
  payerEmail: string | null;
  /** Where the payer returns to, paid or not. */
  landingUrl: string;
};

/** A payment at Stripe in our own types, with or without a checkout session. */
export type Payment = Pick<CheckoutFacts, 'isPaid' | 'amountMinor' | 'currency'> & {
  sessionId: string | null;
  url: string | null;
  paymentIntentId: string | null;
  chargeId: string | null;
  /** Stripe counts the whole charge as refunded, or being refunded. */
  isRefunded: boolean;
  feeMinor: bigint | null;
  /** How the payer completes a payment outside of Stripe's page; null when nothing is left to do. */
  instructions: PayInstructions | null;
  names: PaymentNames;
};

/** A checkout session in our own types. */
export type Checkout = CheckoutFacts & Payment & { sessionId: string };

const expand = ['payment_intent.latest_charge.balance_transaction'];

/**
 * Opens Stripe's checkout page for a top-up. The idempotency key is derived from the row, so a second click,
 * a retry after a timeout and a restarted process all get the same page.
 */
export async function createCheckout(input: NewCheckout): Promise<Checkout> {
  // Refunds and disputes are traced through the payment intent, which does not inherit the session's
  // metadata.
  const metadata = { top_up_id: input.topUpId, customer_id: String(input.customerId) };
  const session = await askStripe((stripe) =>
    stripe.checkout.sessions.create(
      {
        mode: 'payment',
        client_reference_id: input.topUpId,
        metadata,
        payment_intent_data: { metadata, description: input.description },
        line_items: [
          {
            quantity: 1,
            price_data: {
              currency: input.currency.toLowerCase(),
              unit_amount: input.stripeAmount,
              product_data: { name: input.description },
            },
          },
        ],
        // The wallet has one currency, so Stripe must not offer the payer another.
        adaptive_pricing: { enabled: false },
        success_url: input.landingUrl,
        cancel_url: `${input.landingUrl}?cancelled=1`,
        ...(input.payerEmail ? { customer_email: input.payerEmail } : {}),
      },
      { idempotencyKey: `topup:${input.topUpId}:create` },
    ),
  );
  return checkoutOf(session);
}

/** Retrieves the current state of a checkout session. */
export async function retrieveCheckout(sessionId: string): Promise<Checkout> {
  const session = await askStripe((stripe) =>
    stripe.checkout.sessions.retrieve(sessionId, { expand: expand }),
  );
  return checkoutOf(session);
}

/** Finds the checkout session of a payment intent. */
export async function findCheckoutOfIntent(paymentIntentId: string): Promise<Checkout | null> {
  const page = await askStripe((stripe) =>
    stripe.checkout.sessions.list({
      payment_intent: paymentIntentId,
      limit: 1,
      expand: expand.map((path) => `data.${path}`),
    }),
  );
  const [session] = page.data;
  return session ? checkoutOf(session) : null;
}

function checkoutOf(session: Stripe.Checkout.Session): Checkout {
  const currency = session.currency?.toUpperCase() ?? null;
  const names = namesOf(session.metadata);
  const intent = typeof session.payment_intent === 'string' ? null : session.payment_intent;
  const charge = typeof intent?.latest_charge === 'string' ? null : intent?.latest_charge;
  return {
    sessionId: session.id,
    topUpId: topUpNamed(names),
    names,
    status: statusOf(session.status),
    isPaid: session.payment_status === 'paid',
    isProcessing: intent?.status === 'processing' || intent?.status === 'requires_action',
    hasLapsed: intent?.last_payment_error?.code === 'payment_intent_payment_attempt_expired',
    amountMinor:
      session.amount_total === null || currency === null
        ? null
        : fromStripeAmount(session.amount_total, currency),
    currency,
    url: session.url,
    paymentIntentId: idOf(session.payment_intent),
    chargeId: charge?.id ?? null,
    isRefunded: charge?.refunded ?? false,
    feeMinor: feeOf(charge, currency),
    instructions: stripeInstructionsOf(intent?.next_action ?? null),
  };
}

/**
 * Retrieves a payment by its intent, whoever made it: a checkout session, Stripe's API or its dashboard. Returns null
 * if Stripe does not know it.
 */
export async function retrievePayment(paymentIntentId: string): Promise<Payment | null> {
  const intent = await askStripe((stripe) => findIntent(stripe, paymentIntentId));
  if (intent === null) return null;
  const currency = intent.currency.toUpperCase();
  const charge = typeof intent.latest_charge === 'string' ? null : intent.latest_charge;
  return {
    sessionId: null,
    url: null,
    isPaid: intent.status === 'succeeded',
    amountMinor: fromStripeAmount(intent.amount_received, currency),
    currency,
    paymentIntentId: intent.id,
    chargeId: charge?.id ?? null,
    isRefunded: charge?.refunded ?? false,
    feeMinor: feeOf(charge, currency),
    instructions: null,
    names: namesOf(intent.metadata),
  };
}

async function findIntent(stripe: Stripe, id: string): Promise<Stripe.PaymentIntent | null> {
  try {
    return await stripe.paymentIntents.retrieve(id, {
      expand: ['latest_charge.balance_transaction'],
    });
  } catch (error) {
    const isUnknown = error instanceof Stripe.errors.StripeInvalidRequestError;
    if (isUnknown && error.code === 'resource_missing') return null;
    throw error;
  }
}

function namesOf(metadata: Stripe.Metadata | null): PaymentNames {
  return {
    topUpId: metadata?.['top_up_id'] ?? null,
    customerId: metadata?.['customer_id'] ?? null,
  };
}

function statusOf(status: string | null): CheckoutFacts['status'] {
  if (status === 'complete' || status === 'expired') return status;
  return 'open';
}

function feeOf(charge: Stripe.Charge | null | undefined, currency: string | null): bigint | null {
  const entry = charge?.balance_transaction;
  if (!entry || typeof entry === 'string' || currency === null) return null;
  // If the merchant is paid out in another currency, the fee cannot be stored in ours.
  if (entry.currency.toUpperCase() !== currency) return null;
  return fromStripeAmount(entry.fee, currency);
}

export function idOf(reference: string | { id: string } | null): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}
