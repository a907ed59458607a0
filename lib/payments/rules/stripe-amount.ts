import { currencyExponent } from '@/lib/kit/money';

/**
 * Stripe counts money in its own smallest units (docs.stripe.com/currencies), which are not ours for some
 * twenty currencies: the forint has no cents here and two digits there. The wrong factor charges a
 * hundredth or a hundredfold, without an error.
 */
const zeroDecimal = new Set(
  'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '),
);
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));

/** Digits of Stripe's unit; all currencies outside the two lists have two. */
function stripeExponent(currency: string): number {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

export type StripeAmount =
  | { kind: 'amount'; value: number }
  /** Stripe cannot charge this amount; it takes multiples of `stepMinor` of our minor units. */
  | { kind: 'step'; stepMinor: bigint };

/** Our minor units as Stripe's; three-decimal currencies go in steps of ten. */
export function toStripeAmount(minor: bigint, currency: string): StripeAmount {
  const shift = stripeExponent(currency) - currencyExponent(currency);
  const stepMinor = shift < 0 ? 10n ** BigInt(-shift) : stripeExponent(currency) === 3 ? 10n : 1n;
  if (minor % stepMinor !== 0n) return { kind: 'step', stepMinor };
  const value = shift < 0 ? minor / stepMinor : minor * 10n ** BigInt(shift);
  return { kind: 'amount', value: Number(value) };
}

/** The smallest amount from here on that Stripe can charge. */
export function chargeableFrom(minor: bigint, currency: string): bigint {
  const amount = toStripeAmount(minor, currency);
  if (amount.kind === 'amount') return minor;
  return minor + amount.stepMinor - (minor % amount.stepMinor);
}

/** Stripe's units as ours; a part smaller than our unit cannot come from an amount we asked for. */
export function fromStripeAmount(value: number, currency: string): bigint {
  const shift = stripeExponent(currency) - currencyExponent(currency);
  return shift < 0 ? BigInt(value) * 10n ** BigInt(-shift) : BigInt(value) / 10n ** BigInt(shift);
}
