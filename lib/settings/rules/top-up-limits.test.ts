import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toStripeAmount } from './stripe-amount';
import { stripeCurrency } from './stripe-currencies';
import { defaultLimits, limitFault, stripeLimits, topUpLimits } from './top-up-limits';

const currencies = Intl.supportedValuesOf('currency');
const anyLimits = {
  currency: fc.constantFrom(...currencies),
  topUpMinMinor: fc.bigInt({ min: 1n, max: 10n ** 13n }),
  topUpMaxMinor: fc.bigInt({ min: 1n, max: 10n ** 13n }),
};

/** Whether Stripe charges the amount, by its own table and in its own units. */
function isChargeable(minor: bigint, currency: string): boolean {
  const amount = toStripeAmount(minor, currency);
  if (amount.kind === 'step') return false;
  const { min, max, step } = stripeCurrency(currency);
  const value = BigInt(amount.value);
  return value >= min && value <= max && value % step === 0n;
}

describe("Stripe's limits", () => {
  test.each([
    ['EUR', 50n, 99_999_999n],
    ['GBP', 30n, 99_999_999n],
    ['JPY', 50n, 9_999_999_999n],
    ['HUF', 17_500n, 9_999_999_999n],
    ['ISK', 1n, 999_999n],
    ['UGX', 1n, 999_999n],
    ['KWD', 10n, 99_999_990n],
    ['LYD', 10n, 999_999_990n],
    ['IDR', 1n, 999_999_999_999n],
    ['MXN', 1_000n, 99_999_999n],
  ])('in our units of %s are %d and %d', (currency, minMinor, maxMinor) => {
    expect(stripeLimits(currency)).toEqual({ minMinor, maxMinor, currency });
  });

  test('are amounts that Stripe charges, and one unit beyond is refused at its field, in every currency', () => {
    for (const currency of currencies) {
      const { minMinor, maxMinor } = stripeLimits(currency);
      expect([
        currency,
        isChargeable(minMinor, currency),
        isChargeable(maxMinor, currency),
      ]).toEqual([currency, true, true]);
      const own = { currency, topUpMinMinor: minMinor, topUpMaxMinor: maxMinor };
      expect(limitFault(own)).toBeNull();
      expect(limitFault({ ...own, topUpMinMinor: minMinor - 1n })).toMatchObject({
        ...{ kind: 'under', field: 'topUpMinMinor', minMinor },
      });
      expect(limitFault({ ...own, topUpMaxMinor: maxMinor + 1n })).toMatchObject({
        ...{ kind: 'over', field: 'topUpMaxMinor', maxMinor },
      });
    }
  });
});

describe('the limits of top-ups', () => {
  test("are amounts that Stripe charges, whatever an earlier version saved, and the operator's where it charges them", () => {
    fc.assert(
      fc.property(fc.record(anyLimits), (saved) => {
        const { minMinor, maxMinor, currency } = topUpLimits(saved);
        const isRefused = limitFault(saved) !== null || saved.topUpMinMinor > saved.topUpMaxMinor;
        expect(minMinor <= maxMinor).toBe(true);
        const charges = [minMinor, maxMinor].map((minor) => isChargeable(minor, currency));
        expect(charges).toEqual([true, true]);
        if (!isRefused)
          expect([minMinor, maxMinor]).toEqual([saved.topUpMinMinor, saved.topUpMaxMinor]);
      }),
    );
  });

  test.each([
    ['EUR', 100n, 50_000n],
    ['JPY', 100n, 50_000n],
    ['UGX', 1_000n, 500_000n],
    ['IDR', 1_000_000n, 500_000_000n],
    ['KWD', 1_000n, 500_000n],
    ['HUF', 17_500n, 5_000_000n],
    ['CZK', 1_500n, 500_000n],
  ])('of a new installation in %s are %d and %d', (currency, minMinor, maxMinor) => {
    expect(defaultLimits(currency)).toEqual({ minMinor, maxMinor, currency });
  });

  test('of a new installation are accepted by the settings in every currency', () => {
    for (const currency of currencies) {
      const { minMinor: topUpMinMinor, maxMinor: topUpMaxMinor } = defaultLimits(currency);
      expect([currency, limitFault({ currency, topUpMinMinor, topUpMaxMinor })]).toEqual([
        currency,
        null,
      ]);
    }
  });
});
