import { currencyExponent } from '@/lib/kit/money';

/**
 * Stripe counts money in its own smallest unit (docs.stripe.com/currencies), which differs from ours for
 * about twenty currencies: our forint has no decimals, Stripe's has two. A wrong factor charges a hundredth
 * or a hundred times the amount, without an error.
 */
const zeroDecimal = new Set(
  'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '),
);
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));

/** Returns the number of decimals of Stripe's unit; currencies outside the two lists have two. */
function stripeExponent(currency: string): number {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

export type StripeAmount =
  | { kind: 'amount'; value: number }
  /** Stripe cannot charge this amount; it accepts multiples of `stepMinor`, in our minor units. */
  | { kind: 'step'; stepMinor: bigint };

/** Converts our minor units to Stripe's; three-decimal currencies are charged in steps of ten. */
export function toStripeAmount(minor: bigint, currency: string): StripeAmount {
  const shift = stripeExponent(currency) - currencyExponent(currency);
  const stepMinor = shift < 0 ? 10n ** BigInt(-shift) : stripeExponent(currency) === 3 ? 10n : 1n;
  if (minor % stepMinor !== 0n) return { kind: 'step', stepMinor };
  const value = shift < 0 ? minor / stepMinor : minor * 10n ** BigInt(shift);
  return { kind: 'amount', value: Number(value) };
}

/** Returns the smallest amount, at least `minor`, that Stripe can charge. */
export function chargeableFrom(minor: bigint, currency: string): bigint {
  const amount = toStripeAmount(minor, currency);
  if (amount.kind === 'amount') return minor;
  return minor + amount.stepMinor - (minor % amount.stepMinor);
}

/** Converts Stripe's units to ours. Fractions of our unit are dropped; an amount we requested has none. */
export function fromStripeAmount(value: number, currency: string): bigint {
  const shift = stripeExponent(currency) - currencyExponent(currency);
  return shift < 0 ? BigInt(value) * 10n ** BigInt(-shift) : BigInt(value) / 10n ** BigInt(shift);
}
