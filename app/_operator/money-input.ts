import 'server-only';
import { z } from 'zod';
import { AMOUNT_MINOR_MAX, parseDecimalAmount } from '@/lib/kit/money';
import { getOperator } from './operator';

const parseKeys = {
  'not-a-number': 'amount_not_a_number',
  'too-many-decimals': 'amount_too_many_decimals',
} as const;

/**
 * Parses a typed amount into minor units of the operator's currency. `min` is the smallest amount accepted; an amount
 * above the limit of one movement is refused here, at the field.
 */
export function moneyInput({ min = 1n }: { min?: bigint } = {}) {
  return z.string().transform(async (text, ctx): Promise<bigint> => {
    const { currencyExponent: digits } = await getOperator();
    const read = parseDecimalAmount(text, digits);
    const fault = read.ok ? faultOf(read.minor, min) : parseKeys[read.reason];
    if (fault !== null) {
      ctx.addIssue({ code: 'custom', message: fault, params: { digits } });
      return z.NEVER;
    }
    return read.ok ? read.minor : 0n;
  });
}

function faultOf(minor: bigint, min: bigint): string | null {
  if (minor < min) return 'amount_not_positive';
  return minor > AMOUNT_MINOR_MAX ? 'amount_too_large' : null;
}
