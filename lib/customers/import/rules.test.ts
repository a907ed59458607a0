import { describe, expect, test } from 'vitest';
import type { CsvRow } from '@/lib/lists/csv';
import { type ImportWorld, judgeRows, likenessOf } from './rules';

const world = (over: Partial<ImportWorld> = {}): ImportWorld => ({
  ids: new Set(),
  byEmail: new Map(),
  byLikeness: new Map(),
  sites: new Map([['North mast', 3]]),
  ...over,
});
const row = (cells: Record<string, string>, over: Partial<CsvRow> = {}): CsvRow => ({
  cells,
  line: 2,
  width: 'same',
  ...over,
});
const judge = (cells: Record<string, string>, known: Partial<ImportWorld> = {}) =>
  judgeRows([row(cells)], world(known))[0];

describe('a row of a customer file', () => {
  test('needs only a name; everything else has a default', () => {
    expect(judge({ name: ' Ada ' })).toMatchObject({
      verdict: 'create',
      person: {
        name: 'Ada',
        status: 'active',
        email: null,
        siteId: null,
        labels: [],
        addresses: [],
      },
    });
  });

  test('accepts site, labels and billing address in spreadsheet notation', () => {
    const cells = {
      name: "'=Ada",
      site: 'North mast',
      labels: 'vip, fibre | wave',
      billing_city: 'Bonn',
    };
    const judged = judge({ ...cells, billing_address: '1 Quay' });
    expect(judged).toMatchObject({
      person: {
        ...{ name: '=Ada', siteId: 3, labels: ['vip', 'fibre', 'wave'] },
        addresses: [{ kind: 'billing', lines: '1 Quay', city: 'Bonn', postalCode: '' }],
      },
    });
  });

  test.each([
    [{ name: '' }, 'name', 'field_required'],
    [{ name: 'A', email: 'nobody' }, 'email', 'email_invalid'],
    [{ name: 'A', site: 'South' }, 'site', 'csv_unknown_name'],
    [{ name: 'A', status: 'asleep' }, 'status', 'field_choice'],
    [{ name: 'A', time_zone: 'Mars' }, 'time_zone', 'time_zone_unknown'],
    [{ name: 'A', language: 'English' }, 'language', 'csv_language_unknown'],
    [{ name: 'A', billing_city: 'Bonn' }, 'billing_address', 'field_required'],
    [{ name: 'A', phone: '1'.repeat(41) }, 'phone', 'field_too_long'],
    [{ name: 'A', id: '77' }, 'id', 'csv_customer_unknown'],
    [{ name: 'A\0' }, 'name', 'text_not_storable'],
  ] as const)('%j is rejected at %s with %s', (cells, column, key) => {
    expect(judge(cells)).toMatchObject({ verdict: 'refused', problems: [{ column, key }] });
  });

  test.each([
    ['its number', { name: 'X', id: '5' }, { ids: new Set([5]) }],
    [
      'its email address in any case',
      { name: 'X', email: 'A@b.example' },
      { byEmail: new Map([['a@b.example', 5]]) },
    ],
    [
      'its name and phone number if it has no email address',
      { name: 'X', phone: '+44 20' },
      {
        byLikeness: new Map([
          [likenessOf({ name: 'X', phone: '(44)20', siteId: null, addresses: [] }), 5],
        ]),
      },
    ],
  ] as const)('is recognised by %s, even when the rest is invalid', (_how, cells, known) => {
    expect(judge({ ...cells, status: '' }, known)).toMatchObject({
      verdict: 'there',
      customerId: 5,
    });
  });

  test('with its own email address is never matched to a customer of the same name', () => {
    const byLikeness = new Map([
      [likenessOf({ name: 'X', phone: null, siteId: null, addresses: [] }), 5],
    ]);
    expect(judge({ name: 'X', email: 'x@b.example' }, { byLikeness })).toMatchObject({
      verdict: 'create',
    });
  });

  test('that repeats an earlier row is rejected with its line; a known customer may repeat', () => {
    const rows = [2, 3].map((line) => row({ name: 'X', email: 'x@b.example' }, { line }));
    expect(judgeRows(rows, world())).toMatchObject([
      { verdict: 'create' },
      { verdict: 'refused', problems: [{ key: 'csv_person_repeated', params: { line: 2 } }] },
    ]);
    const known = world({ byEmail: new Map([['x@b.example', 9]]) });
    expect(judgeRows(rows, known).map(({ verdict }) => verdict)).toEqual(['there', 'there']);
  });

  test('with more cells than the heading is rejected, because its values are in the wrong columns', () => {
    const judged = judgeRows([row({ name: 'X' }, { width: 'more' })], world());
    expect(judged).toMatchObject([
      { verdict: 'refused', problems: [{ key: 'csv_cells_too_many' }] },
    ]);
  });
});
