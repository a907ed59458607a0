import { describe, expect, it } from 'vitest';
import { nextPriceChange, type PriceTerms, priceOn } from './pricing';

const terms: PriceTerms = {
  unitPriceMinor: 1000n,
  customPriceMinor: null,
  quantity: 1,
  taxRatePpm: 0,
  taxMode: 'exclusive',
  discounts: [],
};
const percent = (percentPpm: number, over: object = {}) =>
  ({
    kind: 'percent',
    percentPpm,
    startDate: '2026-01-01',
    endDate: null,
    stackable: false,
    ...over,
  }) as const;
const fixed = (amountMinor: bigint, over: object = {}) =>
  ({
    kind: 'fixed',
    amountMinor,
    startDate: '2026-01-01',
    endDate: null,
    stackable: false,
    ...over,
  }) as const;

describe('the price of a period', () => {
  it('is the custom price when there is one, times the quantity', () => {
    expect(
      priceOn({ ...terms, customPriceMinor: 750n, quantity: 3 }, '2026-03-01').grossMinor,
    ).toBe(2250n);
  });

  it('adds exclusive tax on top and takes inclusive tax out, both exact to the minor unit', () => {
    expect(priceOn({ ...terms, taxRatePpm: 190_000 }, '2026-03-01')).toMatchObject({
      netMinor: 1000n,
      taxMinor: 190n,
      grossMinor: 1190n,
    });
    expect(
      priceOn(
        { ...terms, unitPriceMinor: 1190n, taxRatePpm: 190_000, taxMode: 'inclusive' },
        '2026-03-01',
      ),
    ).toMatchObject({
      netMinor: 1000n,
      taxMinor: 190n,
      grossMinor: 1190n,
    });
  });

  it('takes the best discount, not the sum', () => {
    expect(
      priceOn({ ...terms, discounts: [percent(100_000), fixed(250n)] }, '2026-03-01').discountMinor,
    ).toBe(250n);
  });

  it('adds stackable discounts to the best of the others', () => {
    const discounts = [percent(100_000, { stackable: true }), fixed(250n), fixed(200n)];
    expect(priceOn({ ...terms, discounts }, '2026-03-01').discountMinor).toBe(350n);
  });

  it('never goes below zero', () => {
    expect(priceOn({ ...terms, discounts: [fixed(5000n)] }, '2026-03-01').grossMinor).toBe(0n);
  });

  it('counts a discount on its first and on its last day, and not the day after', () => {
    const discounts = [percent(500_000, { startDate: '2026-03-01', endDate: '2026-03-31' })];
    const prices = ['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'].map(
      (day) => priceOn({ ...terms, discounts }, day).grossMinor,
    );
    expect(prices).toEqual([1000n, 500n, 500n, 1000n]);
  });

  it('knows the next day on which it changes', () => {
    const discounts = [percent(500_000, { startDate: '2026-03-01', endDate: '2026-03-31' })];
    expect(nextPriceChange(discounts, '2026-02-01')).toBe('2026-03-01');
    expect(nextPriceChange(discounts, '2026-03-01')).toBe('2026-04-01');
    expect(nextPriceChange(discounts, '2026-04-01')).toBeNull();
  });
});
