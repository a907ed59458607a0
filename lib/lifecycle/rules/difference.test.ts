import { describe, expect, it } from 'vitest';
import { differenceOf, isSameContent } from './difference';

describe('the difference of two records', () => {
  it('contains only what changed, with the previous value', () => {
    expect(
      differenceOf(
        { login: 'anna', priority: 100, networks: ['10.9.0.0/24'] },
        { login: 'anna', priority: 5, networks: [] },
      ),
    ).toEqual({
      before: { priority: 100, networks: ['10.9.0.0/24'] },
      after: { priority: 5, networks: [] },
    });
  });

  it('is empty when nothing differs, and leaves out fields that were not given', () => {
    expect(differenceOf({ price: 5n, unit: '' }, { price: 5n, unit: undefined })).toBeNull();
  });

  it('distinguishes an amount from a number, and ignores the order of keys', () => {
    expect(isSameContent({ a: 1, b: 5n }, { b: 5n, a: 1 })).toBe(true);
    expect(isSameContent(5n, 5)).toBe(false);
    expect(isSameContent([1, 2], [2, 1])).toBe(false);
  });

  it('has no previous value for a field that was unknown', () => {
    expect(differenceOf({}, { password: 'changed' })).toEqual({
      before: {},
      after: { password: 'changed' },
    });
  });
});
