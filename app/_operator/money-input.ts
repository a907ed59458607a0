import 'server-only';
import { z } from 'zod';
import { AMOUNT_MINOR_MAX, parseDecimalAmount } from '@/lib/kit/money';
import { getOperator } from './operator';

const parseKeys = {
  'not-a-number': 'amount_not_a_number',
  'too-many-decimals': 'amount_too_many_decimals',
} as const;

/**
 * Parses a typed amount into minor units of the operator's currency. `min` and `max` are the smallest and
 * the largest amount accepted; an amount outside them is refused here, at the field.
 */
export function moneyInput({ min = 1n, max = AMOUNT_MINOR_MAX } = {}) {
  return z.string().transform(async (text, ctx): Promise<bigint> => {
    const { currencyExponent: digits } = await getOperator();
    const read = parseDecimalAmount(text, digits);
    const fault = read.ok ? faultOf(read.minor, { min, max }) : parseKeys[read.reason];
    if (fault !== null) {
      ctx.addIssue({ code: 'custom', message: fault, params: { digits } });
      return z.NEVER;
    }
    return read.ok ? read.minor : 0n;
  });
}

function faultOf(minor: bigint, { min, max }: { min: bigint; max: bigint }): string | null {
  if (minor < min) return 'amount_not_positive';
  return minor > max ? 'amount_too_large' : null;
}
