import { describe, expect, it } from 'vitest';
import { CreateItem, ItemTerms } from '../item-input';

const terms = {
  ...{
    unitPriceMinor: 500n,
    recurrenceMode: 'credit_based',
    intervalCount: 1,
    intervalUnit: 'week',
  },
  ...{ downBitsPerSecond: 10_000_000n, upBitsPerSecond: 2_000_000n },
} as const;
const faultsOf = (burst: Partial<ItemTerms>) =>
  CreateItem.safeParse({
    name: 'Tide',
    kind: 'internet',
    terms: { ...terms, ...burst },
  }).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];

describe('the burst of an item that is entered', () => {
  it.each([
    ['down', 'burstDownBitsPerSecond', 9_999_999n],
    ['up', 'burstUpBitsPerSecond', 1_999_999n],
  ])('is refused at its field below the plain speed: %s', (_direction, field, rate) => {
    expect(faultsOf({ [field]: rate })).toEqual([`terms.${field} burst_too_slow`]);
    expect(faultsOf({ [field]: rate + 1n })).toEqual([]);
  });

  it('is accepted without a plain speed to compare it with', () => {
    expect(faultsOf({ downBitsPerSecond: null, burstDownBitsPerSecond: 1n })).toEqual([]);
  });

  it('is still read from a version that was stored with it', () => {
    const stored = ItemTerms.parse({ ...terms, burstDownBitsPerSecond: 1n });
    expect(stored.burstDownBitsPerSecond).toBe(1n);
  });
});
