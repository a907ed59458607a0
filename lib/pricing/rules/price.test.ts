import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPriceChange, type PriceTerms, priceOn } from './price';

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

  it('adds exclusive tax on top and extracts inclusive tax, both exact to the minor unit', () => {
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

  it('applies the largest discount, not the sum', () => {
    expect(
      priceOn({ ...terms, discounts: [percent(100_000), fixed(250n)] }, '2026-03-01').discountMinor,
    ).toBe(250n);
  });

  it('adds stackable discounts to the largest other discount', () => {
    const discounts = [percent(100_000, { stackable: true }), fixed(250n), fixed(200n)];
    expect(priceOn({ ...terms, discounts }, '2026-03-01').discountMinor).toBe(350n);
  });

  it('never goes below zero', () => {
    expect(priceOn({ ...terms, discounts: [fixed(5000n)] }, '2026-03-01').grossMinor).toBe(0n);
  });

  it('includes a discount on its first and last day, and not on the day after', () => {
    const discounts = [percent(500_000, { startDate: '2026-03-01', endDate: '2026-03-31' })];
    const prices = ['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'].map(
      (day) => priceOn({ ...terms, discounts }, day).grossMinor,
    );
    expect(prices).toEqual([1000n, 500n, 500n, 1000n]);
  });

  it('uses the discounts in force on each day', () => {
    const discounts = [
      percent(200_000, { startDate: '2026-03-01', endDate: '2026-03-31' }),
      fixed(150n, { startDate: '2026-03-15', endDate: '2026-04-30' }),
      fixed(100n, { startDate: '2026-03-10', endDate: '2026-04-10', stackable: true }),
      percent(50_000, { startDate: '2026-04-05', endDate: null, stackable: true }),
    ];
    const expected = {
      '2026-02-28': 0n,
      '2026-03-01': 200n,
      // 20 % is more than 1.50, and the stackable 1.00 is added.
      '2026-03-15': 300n,
      '2026-04-01': 250n,
      '2026-04-05': 300n,
      '2026-04-11': 200n,
      '2026-05-01': 50n,
    };
    const given = Object.keys(expected).map((day) => [
      day,
      priceOn({ ...terms, discounts }, day).discountMinor,
    ]);
    expect(Object.fromEntries(given)).toEqual(expected);
  });

  it('takes a percentage of custom price times quantity, or a fixed amount once, before tax', () => {
    const both = { ...terms, customPriceMinor: 750n, quantity: 2, taxRatePpm: 200_000 };
    const share = priceOn({ ...both, discounts: [percent(100_000)] }, '2026-03-01');
    expect(share).toMatchObject({ listMinor: 1500n, discountMinor: 150n, grossMinor: 1620n });
    const amount = priceOn({ ...both, discounts: [fixed(100n)] }, '2026-03-01');
    expect(amount).toMatchObject({ discountMinor: 100n, netMinor: 1400n, taxMinor: 280n });
  });

  const discount = fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.boolean())
      .map(([ppm, stackable]) => percent(ppm, { stackable })),
    fc
      .tuple(fc.bigInt({ min: 1n, max: 2000n }), fc.boolean())
      .map(([amount, stackable]) => fixed(amount, { stackable })),
  );

  it('says what it was computed from: units, each discount in force with its worth, tax', () => {
    const given = { ...terms, customPriceMinor: 750n, quantity: 2, taxRatePpm: 200_000 };
    const discounts = [fixed(100n), percent(100_000), percent(50_000, { stackable: true })];
    expect(priceOn({ ...given, discounts }, '2026-03-01')).toEqual({
      ...{ quantity: 2, unitPriceMinor: 750n, isCustom: true, listMinor: 1500n },
      discounts: [
        { kind: 'percent', percentPpm: 100_000, worthMinor: 150n },
        { kind: 'percent', percentPpm: 50_000, worthMinor: 75n },
      ],
      ...{ discountMinor: 225n, taxRatePpm: 200_000, taxMode: 'exclusive' },
      ...{ netMinor: 1275n, taxMinor: 255n, grossMinor: 1530n },
    });
  });

  it('adds up, whatever the discounts: list less discounts, with the tax, is the gross', () => {
    const many = fc.array(discount, { maxLength: 6 });
    const mode = fc.constantFrom('inclusive', 'exclusive');
    const rate = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(many, mode, rate, (discounts, taxMode, taxRatePpm) => {
        const price = priceOn({ ...terms, discounts, taxMode, taxRatePpm }, '2026-03-01');
        const worth = price.discounts.reduce((sum, { worthMinor }) => sum + worthMinor, 0n);
        const { listMinor, discountMinor, netMinor, taxMinor, grossMinor } = price;
        expect(worth).toBe(discountMinor);
        expect(price.discounts.every(({ worthMinor }) => worthMinor >= 0n)).toBe(true);
        expect(netMinor + taxMinor).toBe(grossMinor);
        expect(listMinor - discountMinor).toBe(taxMode === 'inclusive' ? grossMinor : netMinor);
      }),
    );
  });

  it('never rises when a discount is added', () => {
    fc.assert(
      fc.property(fc.array(discount, { maxLength: 6 }), discount, (discounts, more) => {
        const without = priceOn({ ...terms, discounts }, '2026-03-01').grossMinor;
        const all = priceOn({ ...terms, discounts: [...discounts, more] }, '2026-03-01').grossMinor;
        expect(all >= 0n && all <= without).toBe(true);
      }),
    );
  });

  it('reports the next day on which it changes', () => {
    const discounts = [percent(500_000, { startDate: '2026-03-01', endDate: '2026-03-31' })];
    expect(nextPriceChange(discounts, '2026-02-01')).toBe('2026-03-01');
    expect(nextPriceChange(discounts, '2026-03-01')).toBe('2026-04-01');
    expect(nextPriceChange(discounts, '2026-04-01')).toBeNull();
  });
});
