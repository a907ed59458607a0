/**
 * Money as integer minor units in a bigint: a fraction of a cent cannot be represented, so it cannot be lost. One
 * currency per deployment; its exponent comes from ISO 4217.
 */
export type Money = { minor: bigint; currency: string };

export type Rounding = 'up' | 'down' | 'half-even';

/** The largest amount of one movement: twelve digits, Stripe's most in any currency. PostgreSQL's bigint holds more. */
export const MOVEMENT_MINOR_MAX = 999_999_999_999n;

/** The largest price, credit or debit that a person enters. */
export const AMOUNT_MINOR_MAX = 99_999_999n;

/** ISO 4217 currencies without two decimals. Intl follows CLDR, which drops the decimals of some that have them. */
const exponents: Record<string, number> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
      .split(' ')
      .map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
};

/** Decimal digits of a currency by ISO 4217: 0 (JPY), 2 (EUR) or 3 (KWD). */
export function currencyExponent(currency: string): number {
  return exponents[currency] ?? 2;
}

/** Formats -1205n at exponent 2 as '-12.05', the form that JSON edges and Intl.NumberFormat take exactly. */
export function toDecimalString(minor: bigint, exponent: number): string {
  const sign = minor < 0n ? '-' : '';
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

export type ParsedAmount =
  | { ok: true; minor: bigint }
  | { ok: false; reason: 'not-a-number' | 'too-many-decimals' };

/**
 * Parses an amount typed by a person. Accepts one decimal separator, point or comma; rejects grouping marks, because
 * '1,234' is ambiguous. The length is limited, because stripping trailing zeros of a fraction takes quadratic time.
 */
export function parseDecimalAmount(text: string, exponent: number): ParsedAmount {
  const match = /^([+-]?)(\d{1,15})(?:[.,](\d{0,30}))?$/.exec(text.trim());
  if (!match) return { ok: false, reason: 'not-a-number' };
  const [, sign, whole = '0', fraction = ''] = match;
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > exponent) return { ok: false, reason: 'too-many-decimals' };
  const minor = BigInt(whole + significant.padEnd(exponent, '0'));
  return { ok: true, minor: sign === '-' ? -minor : minor };
}

/**
 * Computes amount · numerator / denominator, rounded once. `up` is away from zero, `down` towards zero. Throws if the
 * denominator is not positive: that is a defect, not an outcome.
 */
export function mulDiv(
  amount: bigint,
  {
    numerator,
    denominator,
    rounding,
  }: { numerator: bigint; denominator: bigint; rounding: Rounding },
): bigint {
  if (denominator <= 0n) throw new RangeError('mulDiv: denominator must be positive');
  const product = amount * numerator;
  const negative = product < 0n;
  const magnitude = negative ? -product : product;
  const quotient = magnitude / denominator;
  const rest = magnitude % denominator;
  const rounded = quotient + (roundsUp(quotient, rest, { denominator, rounding }) ? 1n : 0n);
  return negative ? -rounded : rounded;
}

function roundsUp(
  quotient: bigint,
  rest: bigint,
  { denominator, rounding }: { denominator: bigint; rounding: Rounding },
): boolean {
  if (rest === 0n || rounding === 'down') return false;
  if (rounding === 'up') return true;
  const twice = rest * 2n;
  return twice > denominator || (twice === denominator && quotient % 2n === 1n);
}

/** Rates are parts per million (19 % = 190_000), so that 8.875 % and 0.5 % are exact integers. */
export const RATE_SCALE = 1_000_000n;

export function partOf(amount: bigint, ratePpm: number, rounding: Rounding): bigint {
  return mulDiv(amount, { numerator: BigInt(ratePpm), denominator: RATE_SCALE, rounding });
}
