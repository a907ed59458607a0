import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toStripeAmount } from '@/lib/settings/rules/stripe-amount';
import { checkLimits } from '../rules';
import { paymentsFor } from './payments-for';

describe('the payments for a missing amount', () => {
  const limits = { minMinor: 500n, maxMinor: 4_000n };

  test.each<[string, bigint, string, bigint, number, bigint]>([
    ['are one of exactly it', 3_900n, 'EUR', 3_900n, 1, 0n],
    ['are one of the maximum', 4_000n, 'EUR', 4_000n, 1, 0n],
    ['are one of the minimum, and say what is left over', 1n, 'EUR', 500n, 1, 499n],
    ['are two when it is above the maximum', 4_900n, 'EUR', 4_000n, 2, 0n],
    ['are three, the last of them the minimum', 8_001n, 'EUR', 4_000n, 3, 499n],
    ['are rounded up to what Stripe can charge', 1_234n, 'KWD', 1_240n, 1, 6n],
  ])('%s', (_what, shortMinor, currency, firstMinor, count, restMinor) => {
    const payments = paymentsFor(shortMinor, { ...limits, currency });
    expect(payments).toEqual({ firstMinor, count, restMinor });
  });

  test('can each be charged within the limits, cover it, and are as many as announced', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 100_000n }),
        fc.bigInt({ min: 10n, max: 900n }),
        fc.bigInt({ min: 1_000n, max: 50_000n }),
        fc.constantFrom('EUR', 'JPY', 'KWD', 'HUF', 'ISK'),
        (shortMinor, minMinor, maxMinor, currency) => {
          const all = { minMinor, maxMinor, currency };
          const { count, restMinor } = paymentsFor(shortMinor, all);
          let left = shortMinor;
          let paid = 0;
          while (left > 0n && paid <= count) {
            const { firstMinor } = paymentsFor(left, all);
            expect(toStripeAmount(firstMinor, currency).kind).toBe('amount');
            expect(checkLimits(firstMinor, all).kind).toBe('ok');
            left -= firstMinor;
            paid += 1;
          }
          expect([-left, paid]).toEqual([restMinor, count]);
        },
      ),
    );
  });
});
