import Stripe from 'stripe';
import { env } from '@/lib/kit/env';
import { getStripe } from './stripe';
import { idOf } from './stripe-checkout';

/** The object of an event. Only its id is used: its state is retrieved before anything is done. */
export type EventSubject =
  | { kind: 'checkout'; sessionId: string }
  | { kind: 'intent'; paymentIntentId: string }
  | { kind: 'refund'; paymentIntentId: string }
  | { kind: 'dispute'; disputeId: string }
  | { kind: 'payout'; payoutId: string }
  | { kind: 'other' };

export type StripeEvent = {
  id: string;
  type: string;
  apiVersion: string | null;
  happenedAt: Date;
  subject: EventSubject;
  payload: unknown;
};

export type VerifiedEvent =
  | { kind: 'event'; event: StripeEvent }
  | { kind: 'refused'; reason: 'not-configured' | 'bad-signature' | 'not-an-event' };

/** Event types the product acts on; the sweep lists these, and a webhook endpoint should subscribe to them. */
const stripeEventTypes = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'payout.paid',
  'payout.failed',
  'payout.canceled',
] as const;

/**
 * Verifies the signature over the raw bytes, with Stripe's tolerance of five minutes, and reads the event.
 * Never throws for a request that is not from Stripe.
 */
export function verifyEvent(body: Uint8Array, signature: string | null, now: Date): VerifiedEvent {
  const { STRIPE_WEBHOOK_SECRET: secret } = env();
  if (!secret) return { kind: 'refused', reason: 'not-configured' };
  try {
    const event = Stripe.webhooks.constructEvent(
      body,
      signature ?? '',
      secret,
      undefined,
      undefined,
      now.getTime(),
    );
    return { kind: 'event', event: eventOf(event) };
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) {
      return { kind: 'refused', reason: 'bad-signature' };
    }
    // Signed with our secret but unreadable: an event format this product does not know.
    return { kind: 'refused', reason: 'not-an-event' };
  }
}

/** Lists events of the types above since `since`, oldest first. Stripe keeps them for 30 days. */
export async function listEvents(since: Date): Promise<StripeEvent[]> {
  const found: StripeEvent[] = [];
  const pages = getStripe().events.list({
    created: { gte: Math.floor(since.getTime() / 1000) },
    types: [...stripeEventTypes],
    limit: 100,
  });
  for await (const event of pages) found.push(eventOf(event));
  return found.reverse();
}

/** Parses a stored event. No check is needed: it was accepted with a signature or listed by Stripe. */
export function readStoredEvent(payload: unknown): StripeEvent {
  return eventOf(payload as Stripe.Event);
}

function eventOf(event: Stripe.Event): StripeEvent {
  return {
    id: event.id,
    type: event.type,
    apiVersion: event.api_version,
    happenedAt: new Date(event.created * 1000),
    subject: subjectOf(event),
    payload: event,
  };
}

export function isCurrentApiVersion(apiVersion: string | null): boolean {
  return apiVersion === Stripe.API_VERSION;
}

// Matches on the object's type, not the event's: Stripe adds event types, but object types keep their names.
function subjectOf(event: Stripe.Event): EventSubject {
  const { object } = event.data as { object: NamedObject };
  switch (object.object) {
    case 'checkout.session':
      return { kind: 'checkout', sessionId: object.id };
    case 'payment_intent':
      return { kind: 'intent', paymentIntentId: object.id };
    case 'refund':
    case 'charge':
      return refundSubject(event.type, idOf(object.payment_intent ?? null));
    case 'dispute':
      return { kind: 'dispute', disputeId: object.id };
    case 'payout':
      return { kind: 'payout', payoutId: object.id };
    default:
      return { kind: 'other' };
  }
}

function refundSubject(type: string, paymentIntentId: string | null): EventSubject {
  const isRefund = type.includes('refund');
  return isRefund && paymentIntentId ? { kind: 'refund', paymentIntentId } : { kind: 'other' };
}

type NamedObject = {
  id: string;
  object: string;
  payment_intent?: string | { id: string } | null;
};
