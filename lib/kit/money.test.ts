import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyExponent, mulDiv, parseDecimalAmount, partOf, toDecimalString } from './money';

describe('an amount of money', () => {
  it('has as many decimals as ISO 4217 gives its currency', () => {
    expect(['EUR', 'HUF', 'JPY', 'KWD'].map(currencyExponent)).toEqual([2, 2, 0, 3]);
  });

  it('survives a round trip through text, for every exponent and far beyond 2^53', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
        fc.constantFrom(0, 2, 3),
        (minor, exponent) => {
          expect(parseDecimalAmount(toDecimalString(minor, exponent), exponent)).toEqual({
            ok: true,
            minor,
          });
        },
      ),
    );
    expect(toDecimalString(900_719_925_474_099_325n, 2)).toBe('9007199254740993.25');
  });

  it.each([
    ['1,50', 150n],
    [' 7 ', 700n],
    ['0.5', 50n],
    ['12.340', 1_234n],
    ['-3', -300n],
  ])('is parsed from “%s”', (text, minor) => {
    expect(parseDecimalAmount(text, 2)).toEqual({ ok: true, minor });
  });

  it.each(['', 'abc', '1,234.50', '1e5', '٣', '1.2.3', 'NaN', '0x10'])(
    'is not parsed from “%s”',
    (text) => {
      expect(parseDecimalAmount(text, 2)).toEqual({ ok: false, reason: 'not-a-number' });
    },
  );

  it('is rejected with more decimals than the currency has', () => {
    expect(parseDecimalAmount('1.005', 2)).toEqual({ ok: false, reason: 'too-many-decimals' });
    expect(parseDecimalAmount('1.5', 0)).toEqual({ ok: false, reason: 'too-many-decimals' });
  });
});

describe('rounding', () => {
  it('happens once, in the named direction', () => {
    const half = (amount: bigint, rounding: 'up' | 'down' | 'half-even') =>
      mulDiv(amount, { numerator: 1n, denominator: 2n, rounding });
    expect([
      half(5n, 'up'),
      half(5n, 'down'),
      half(5n, 'half-even'),
      half(7n, 'half-even'),
    ]).toEqual([3n, 2n, 2n, 4n]);
    expect([half(-5n, 'up'), half(-5n, 'down'), half(-5n, 'half-even')]).toEqual([-3n, -2n, -2n]);
  });

  it('never errs by a whole unit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (amount, ppm) => {
          const exact = amount * BigInt(ppm);
          const error = partOf(amount, ppm, 'half-even') * 1_000_000n - exact;
          expect(error <= 500_000n && error >= -500_000n).toBe(true);
        },
      ),
    );
  });
});
