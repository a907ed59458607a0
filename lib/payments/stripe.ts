import Stripe from 'stripe';
import { env } from '@/lib/kit/env';
import { refuse } from '@/lib/kit/errors';

/** A person waits for most of these calls; the library's own 80 s would outlast every patience. */
const TIMEOUT_MS = 10_000;
const RETRIES = 2;

let client: { key: string; base: string | undefined; stripe: Stripe } | undefined;

/**
 * The one Stripe client.
 * @throws DomainError `payments_not_configured` when the installation has no Stripe key.
 */
export function getStripe(): Stripe {
  const { STRIPE_SECRET_KEY: key, STRIPE_API_BASE: base } = env();
  if (!key) return refuse('invalid-state', 'payments_not_configured');
  if (client?.key !== key || client.base !== base) {
    client = { key, base, stripe: new Stripe(key, { ...options, ...addressOf(key, base) }) };
  }
  return client.stripe;
}

const options: Stripe.StripeConfig = {
  timeout: TIMEOUT_MS,
  maxNetworkRetries: RETRIES,
  telemetry: false,
  appInfo: { name: 'Netpurse' },
};

/** A live key is sent to Stripe and nowhere else: whoever can set the address must not receive it. */
export function addressOf(
  key: string,
  base: string | undefined,
): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  if (!base) return {};
  if (!/^(sk|rk)_test_/.test(key)) {
    throw new Error('STRIPE_API_BASE is for test keys only; remove it to use a live key.');
  }
  const url = new URL(base);
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  const port = url.port || (protocol === 'https' ? '443' : '80');
  return { host: url.hostname, port, protocol };
}

/**
 * Runs a call that a person waits for: an unreachable or overloaded Stripe becomes a sentence, every
 * other failure stays the defect it is.
 * @throws DomainError `payments_unavailable`
 */
export async function askStripe<T>(call: (stripe: Stripe) => Promise<T>): Promise<T> {
  const stripe = getStripe();
  try {
    return await call(stripe);
  } catch (error) {
    if (isOutage(error)) return refuse('invalid-state', 'payments_unavailable');
    throw error;
  }
}

/** Nothing is known about the outcome: the same call with the same key may be made again. */
function isOutage(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    error instanceof Stripe.errors.StripeAPIError
  );
}
