import { describe, expect, it } from 'vitest';
import { itemStatuses } from '@/lib/kit/words';
import { ItemTerms } from './item-input';
import { canBecome, canDelete, changedTerms, isSameTerms, termsForKind } from './rules';
import { compareItems } from './rules/compare-items';
import { decimalPlaces, readDecimal, writeDecimal } from './rules/decimals';

const plan = ItemTerms.parse({
  unitPriceMinor: 1_900n,
  recurrenceMode: 'credit_based',
  intervalCount: 1,
  intervalUnit: 'month',
  downBitsPerSecond: 30_000_000n,
  dataLimitBytes: 50_000_000_000n,
  specification: [{ label: 'Good for', value: 'A family' }],
});

describe('the status of a catalogue item', () => {
  it('changes from draft to active and between active and retired, and in no other way', () => {
    const allowed = itemStatuses.flatMap((from) =>
      itemStatuses.filter((to) => canBecome(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(allowed).toEqual(['draft → active', 'active → retired', 'retired → active']);
  });
  it('allows deleting only an unused draft', () => {
    expect(canDelete({ status: 'draft', hasServices: false })).toBe(true);
    expect(canDelete({ status: 'draft', hasServices: true })).toBe(false);
    expect(canDelete({ status: 'retired', hasServices: false })).toBe(false);
  });
});

describe('the terms of an item', () => {
  it('are equal when only irrelevant fields differ', () => {
    expect(
      isSameTerms(plan, { ...plan, specification: [{ ...plan.specification[0] }] as never }),
    ).toBe(true);
  });
  it('report exactly what differs, to the last minor unit', () => {
    const next = { ...plan, unitPriceMinor: 1_901n, specification: [] };
    expect(changedTerms(plan, next)).toEqual(['specification', 'unitPriceMinor']);
  });
  it('have no router or data fields for a voice or custom item', () => {
    const voice = termsForKind('voice', plan);
    expect(voice).toMatchObject({
      downBitsPerSecond: null,
      dataLimitBytes: null,
      unitPriceMinor: 1_900n,
    });
    expect(termsForKind('internet', plan)).toEqual(plan);
  });
  it('require both parts of a pay period, and a speed for throttling', () => {
    const faults = (over: object) =>
      ItemTerms.safeParse({ ...plan, ...over }).error?.issues.map((issue) => issue.message);
    expect(faults({ intervalUnit: null })).toContain('interval_incomplete');
    expect(faults({ intervalUnit: null, intervalCount: null })).toContain('interval_required');
    expect(faults({ capAction: 'slow' })).toContain('slow_rate_required');
  });
});

describe('decimals in the catalogue', () => {
  it.each([
    ['2.5', decimalPlaces.mbits, 2_500_000n],
    ['0,000001', decimalPlaces.mbits, 1n],
    ['1.5', decimalPlaces.gigabytes, 1_500_000_000n],
    ['8.875', decimalPlaces.percent, 88_750n],
    ['19', decimalPlaces.percent, 190_000n],
  ])('%s at %i places is %s', (text, places, value) => {
    expect(readDecimal(text, places)).toBe(value);
    expect(writeDecimal(value, places)).toBe(text.replace(',', '.'));
  });
  it('are rejected when they cannot be stored exactly', () => {
    expect(readDecimal('0.0000001', decimalPlaces.mbits)).toBeNull();
    expect(readDecimal('1,000.5', decimalPlaces.mbits)).toBeNull();
    expect(readDecimal('ten', decimalPlaces.mbits)).toBeNull();
  });
});

describe('a comparison of items', () => {
  it('has one row per label, ignoring case, and no value where an item has no such label', () => {
    const rows = compareItems([
      {
        itemId: 1,
        specification: [
          { label: 'Good for', value: 'One' },
          { label: 'Contract', value: 'None' },
        ],
      },
      { itemId: 2, specification: [{ label: 'good for ', value: 'Four' }] },
    ]);
    expect(rows.map((row) => [row.label, [...row.values]])).toEqual([
      [
        'Good for',
        [
          [1, 'One'],
          [2, 'Four'],
        ],
      ],
      ['Contract', [[1, 'None']]],
    ]);
  });
});
