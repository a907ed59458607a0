import { describe, expect, test } from 'vitest';
import type { Recurrence } from '../rules';
import { laterCharges } from './later-charges';

const daily: Recurrence = {
  mode: 'credit_based',
  anchorLocal: '2026-03-01T10:00:00',
  zone: 'UTC',
  intervalCount: 1,
  intervalUnit: 'day',
  anchorIndex: 0,
  nextIndex: 3,
};
const price = {
  unitPriceMinor: 100n,
  customPriceMinor: null,
  quantity: 1,
  taxRatePpm: 0,
  taxMode: 'inclusive' as const,
  discounts: [],
};

describe('the charges that follow the next one', () => {
  test('fall on every period start up to the given moment', () => {
    const charges = laterCharges({ recurrence: daily, price }, new Date('2026-03-06T10:00:00Z'));
    expect(charges.map(({ dueAt }) => dueAt.toISOString())).toEqual([
      '2026-03-04T10:00:00.000Z',
      '2026-03-05T10:00:00.000Z',
      '2026-03-06T10:00:00.000Z',
    ]);
  });

  test('use the price of their own day', () => {
    const discounts = [
      {
        ...{ kind: 'percent' as const, percentPpm: 500_000, stackable: false },
        ...{ startDate: '2026-03-01', endDate: '2026-03-04' },
      },
    ];
    const terms = { recurrence: daily, price: { ...price, discounts } };
    const charges = laterCharges(terms, new Date('2026-03-06T00:00:00Z'));
    expect(charges.map(({ priceMinor }) => priceMinor)).toEqual([50n, 100n]);
  });

  test('are limited in number, however long the range', () => {
    const charges = laterCharges({ recurrence: daily, price }, new Date('2126-01-01T00:00:00Z'));
    expect(charges).toHaveLength(400);
  });
});
