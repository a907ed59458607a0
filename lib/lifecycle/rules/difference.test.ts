import { describe, expect, it } from 'vitest';
import { differenceOf, isSameContent } from './difference';

describe('the difference of two records', () => {
  it('names only what changed, with what stood there before', () => {
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

  it('is nothing when nothing differs, and leaves out what was not given', () => {
    expect(differenceOf({ price: 5n, unit: '' }, { price: 5n, unit: undefined })).toBeNull();
  });

  it('tells an amount from a number, and minds no order of keys', () => {
    expect(isSameContent({ a: 1, b: 5n }, { b: 5n, a: 1 })).toBe(true);
    expect(isSameContent(5n, 5)).toBe(false);
    expect(isSameContent([1, 2], [2, 1])).toBe(false);
  });

  it('has no line before for what was not known before', () => {
    expect(differenceOf({}, { password: 'changed' })).toEqual({
      before: {},
      after: { password: 'changed' },
    });
  });
});
