import { currencyExponent } from '@/lib/kit/money';
import { stripeCurrency } from './stripe-currencies';

/** A wrong factor charges a hundredth or a hundred times the amount, without an error. */
function shiftOf(currency: string): number {
  return stripeCurrency(currency).exponent - currencyExponent(currency);
}

export type StripeAmount =
  | { kind: 'amount'; value: number }
  /** Stripe cannot charge this amount; it accepts multiples of `stepMinor`, in our minor units. */
  | { kind: 'step'; stepMinor: bigint };

/** Converts our minor units to Stripe's; three-decimal currencies are charged in steps of ten. */
export function toStripeAmount(minor: bigint, currency: string): StripeAmount {
  const shift = shiftOf(currency);
  const stepMinor = shift < 0 ? 10n ** BigInt(-shift) : stripeCurrency(currency).step;
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
export function fromStripeAmount(value: number | bigint, currency: string): bigint {
  const shift = shiftOf(currency);
  return shift < 0 ? BigInt(value) * 10n ** BigInt(-shift) : BigInt(value) / 10n ** BigInt(shift);
}
