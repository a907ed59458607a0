import 'server-only';
import { z } from 'zod';
import { getOperator } from '@/app/_operator/operator';
import { parseDecimalAmount } from '@/lib/kit/money';

/** Parses a typed amount in the operator's currency into minor units, greater than zero. */
export const MoneyText = z
  .string()
  .max(40, 'amount_not_a_number')
  .transform(async (text, context) => {
    const { currencyExponent: digits } = await getOperator();
    const parsed = parseDecimalAmount(text, digits);
    const fault = faultOf(parsed);
    if (parsed.ok && fault === null) return parsed.minor;
    context.addIssue({ code: 'custom', message: fault ?? 'field_invalid', params: { digits } });
    return z.NEVER;
  });

function faultOf(parsed: ReturnType<typeof parseDecimalAmount>): string | null {
  if (parsed.ok) return parsed.minor > 0n ? null : 'amount_not_positive';
  return parsed.reason === 'too-many-decimals' ? 'amount_too_many_decimals' : 'amount_not_a_number';
}
