import { describe, expect, test } from 'vitest';
import { changesOf } from './changes';

describe('the changes of an audit entry', () => {
  test('are the fields that differ, nested ones by their path', () => {
    const before = { name: 'Ann', terms: { price: '500', tax: null }, labels: ['a'] };
    const after = { name: 'Ann', terms: { price: '600', tax: '20' }, labels: ['a', 'b'] };
    expect(changesOf(before, after)).toEqual([
      { field: 'terms.price', before: '500', after: '600' },
      { field: 'labels', before: '["a"]', after: '["a","b"]' },
      { field: 'terms.tax', before: null, after: '20' },
    ]);
  });

  test('have one side only for something created or deleted', () => {
    expect(changesOf(null, { isOff: false })).toEqual([
      { field: 'isOff', before: null, after: 'false' },
    ]);
    expect(changesOf({ name: 'Ann' }, null)).toEqual([
      { field: 'name', before: 'Ann', after: null },
    ]);
  });

  test('are empty where the entry has no details', () => {
    expect(changesOf(null, null)).toEqual([]);
    expect(changesOf(null, { unit: '', tax: null })).toEqual([]);
    expect(changesOf('same', 'same')).toEqual([]);
  });
});
