import Stripe from 'stripe';
import { env } from '@/lib/kit/env';
import { refuse } from '@/lib/kit/errors';

/** A user waits for most of these calls, and the library's default of 80 s is too long for that. */
const TIMEOUT_MS = 10_000;
const RETRIES = 2;

let client: { key: string; base: string | undefined; stripe: Stripe } | undefined;

/**
 * Returns the single Stripe client.
 * @throws DomainError `payments_not_configured` if the installation has no Stripe key
 */
export function getStripe(): Stripe {
  const { STRIPE_SECRET_KEY: key, STRIPE_API_BASE: base } = env();
  if (!key) return refuse('invalid-state', 'payments_not_configured');
  if (client?.key !== key || client.base !== base) {
    client = { key, base, stripe: new Stripe(key, { ...options, ...addressOf(key, base) }) };
  }
  return client.stripe;
}

/** Whether the installation takes payments; without a key, jobs have nothing to ask Stripe. */
export function hasStripeKey(): boolean {
  return Boolean(env().STRIPE_SECRET_KEY);
}

const options: Stripe.StripeConfig = {
  timeout: TIMEOUT_MS,
  maxNetworkRetries: RETRIES,
  telemetry: false,
  appInfo: { name: 'Netpurse' },
};

/** A live key is sent only to Stripe, because a person who can set the address must not receive it. */
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
 * Runs a call that a user waits for: an unreachable or overloaded Stripe becomes a refusal, every other error
 * is rethrown unchanged.
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

/** The outcome is unknown, so the same call can be retried with the same key. */
function isOutage(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    error instanceof Stripe.errors.StripeAPIError
  );
}
