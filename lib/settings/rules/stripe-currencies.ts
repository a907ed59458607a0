/**
 * What Stripe charges per currency, in Stripe's smallest units: the number of decimals, and the smallest and largest
 * amount of one payment. Source: docs.stripe.com/currencies, "Zero-decimal currencies", "Three-decimal currencies" and
 * "Minimum and maximum charge amounts". Some of our units differ: our Ugandan shilling has
 * no decimals, Stripe's has two.
 */
const zeroDecimal = new Set(
  'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '),
);
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));

/** Where the currency is not in the list, the minimum depends on Stripe's exchange rate, and only Stripe knows it. */
const minimums: Record<string, bigint> = {
  ...{ AED: 200n, AUD: 50n, BGN: 100n, BRL: 50n, CAD: 50n, CHF: 50n, CZK: 1_500n, DKK: 250n },
  ...{ EUR: 50n, GBP: 30n, HKD: 400n, HUF: 17_500n, INR: 50n, JPY: 50n, MXN: 1_000n, MYR: 200n },
  ...{ NOK: 300n, NZD: 50n, PLN: 200n, RON: 200n, SEK: 300n, SGD: 50n, THB: 1_000n, USD: 50n },
};

/** Digits of the largest amount; eight for every other currency. COP, HUF, JPY and LBP: when paid by card. */
const MAXIMUM_DIGITS = 8;
const maximumDigits: Record<string, number> = {
  ...{ COP: 10, HUF: 10, IDR: 12, INR: 9, JPY: 10, LBP: 11 },
};

export type StripeCurrency = {
  exponent: number;
  /** Amounts are multiples of it. */
  step: bigint;
  min: bigint;
  max: bigint;
};

export function stripeCurrency(currency: string): StripeCurrency {
  const exponent = zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2;
  const step = exponent === 3 ? 10n : 1n;
  const digits = maximumDigits[currency] ?? MAXIMUM_DIGITS;
  const largest = 10n ** BigInt(digits) - 1n;
  return { exponent, step, min: minimums[currency] ?? step, max: largest - (largest % step) };
}
