import { parseDecimalAmount, toDecimalString } from '@/lib/kit/money';

/**
 * Decimal places between the unit people type and the stored integer. Parsing is exact: 2.5 Mbit/s is 2,500,000
 * bit/s, 1.5 GB is 1,500,000,000 bytes, 8.875 % is 88,750 ppm.
 */
export const decimalPlaces = { mbits: 6, gigabytes: 9, percent: 4 } as const;

/** Formats 190000n at four places as '19': no trailing zeros, no rounding. */
export function writeDecimal(value: bigint, places: number): string {
  const text = toDecimalString(value, places);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Parses text into the stored integer; null if it is not a number or has more places than can be stored. */
export function readDecimal(text: string, places: number): bigint | null {
  const parsed = parseDecimalAmount(text, places);
  return parsed.ok ? parsed.minor : null;
}
