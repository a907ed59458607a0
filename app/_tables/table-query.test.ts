import { describe, expect, test } from 'vitest';
import { isNarrowed, readTableQuery, type TableSpec, tableHref } from './table-query';

const spec: TableSpec = {
  id: 'customers',
  sortable: ['name', 'balance'],
  defaultSort: { column: 'name', direction: 'asc' },
  filters: ['status', 'label'],
};

describe("a table's address", () => {
  test('an empty address is the default order without filters', () => {
    const query = readTableQuery(spec, {});
    expect(query.sort).toEqual({ column: 'name', direction: 'asc' });
    expect(isNarrowed(query)).toBe(false);
    expect(tableHref('/admin/customers', spec, query, {})).toBe('/admin/customers');
  });
  test('survives writing and reading unchanged', () => {
    const query = readTableQuery(spec, { q: ' ann ', sort: '-balance', status: 'active,stopped' });
    const href = tableHref('/admin/customers', spec, query, {});
    const again = readTableQuery(spec, new URL(href, 'http://x').searchParams);
    expect(again).toEqual(query);
    expect(again.filters).toEqual({ status: ['active', 'stopped'] });
  });
  test('an unknown column or filter is ignored', () => {
    const query = readTableQuery(spec, { sort: '-password', colour: 'red' });
    expect(query.sort.column).toBe('name');
    expect(query.filters).toEqual({});
  });
  test('another order or filter starts at the first page', () => {
    const query = readTableQuery(spec, { after: 'c1', status: 'active' });
    const href = tableHref('/t', spec, query, { sort: { column: 'balance', direction: 'desc' } });
    expect(href).toBe('/t?status=active&sort=-balance');
  });
  test('a page link carries only its cursor', () => {
    const query = readTableQuery(spec, { before: 'c1' });
    expect(tableHref('/t', spec, query, { after: 'c2' })).toBe('/t?after=c2');
  });
  test('with thousands of values keeps only as many as people choose, in every link built from it', () => {
    const many = Array.from({ length: 4_000 }, (_, index) => `v${index}`).join(',');
    const query = readTableQuery(spec, { status: many, label: many });
    expect([query.filters['status']?.length, query.filters['label']?.length]).toEqual([50, 50]);
    expect(tableHref('/t', spec, query, {}).length).toBeLessThan(1_000);
    const again = readTableQuery(spec, { status: Array.from({ length: 4_000 }, () => 'a') });
    expect(again.filters['status']?.length ?? 0).toBeLessThanOrEqual(50);
  });
});
