import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CreateItem } from '@/lib/catalog/item-input';
import { unusedMeasures } from '@/lib/kit/charge-words';
import { capActions, capDirections, intervalUnits, recurrenceModes } from '@/lib/kit/words';
import type { ImportWorld } from './import-world';
import { customerIdsInCsv, readItemsCsv } from './read-items';
import { type ExportedItem, writeItemsCsv } from './write-items';

/** Every character that separates, escapes or triggers a formula. */
const awkward = fc.constantFrom(
  '|',
  '\\',
  ':',
  ',',
  ';',
  '"',
  "'",
  '=',
  '＝',
  '\n',
  '\r\n',
  '\t',
  '/',
);
const text = (min: number, max: number) =>
  fc
    .array(fc.oneof(awkward, fc.string({ unit: 'grapheme', maxLength: 6 })), { maxLength: 8 })
    .map((parts) => [...parts.join('')].slice(0, max).join('').trim())
    // The replacement character is rejected in every file, even when it was typed.
    .filter((made) => made.length >= min && !made.includes('\uFFFD'));
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const money = fc.bigInt({ min: 0n, max: 99_999_999n });
const count = (max: number) => fc.integer({ min: 1, max });
const bits = maybe(fc.bigInt({ min: 1n, max: 1_000_000_000_000n }));
const bytes = fc.bigInt({ min: 1n, max: 10n ** 15n });
const names = ['Fibre | 20', 'Fibre \\ 50', "'=Plan", 'Plan: x'];

const terms = fc
  .record({
    description: text(0, 60),
    specification: fc.array(fc.record({ label: text(1, 20), value: text(0, 20) }), {
      maxLength: 3,
    }),
    specificationText: text(0, 60),
    unit: text(0, 10),
    unitPriceMinor: money,
    taxRatePpm: fc.integer({ min: 0, max: 1_000_000 }),
    recurrenceMode: fc.constantFrom(...recurrenceModes),
    intervalCount: count(366),
    intervalUnit: fc.constantFrom(...intervalUnits),
    downBitsPerSecond: bits,
    upBitsPerSecond: bits,
    burstSeconds: maybe(count(3_600)),
    priority: count(8),
    dataLimitBytes: maybe(bytes),
    capDirection: fc.constantFrom(...capDirections),
    capAction: fc.constantFrom(...capActions),
    slowDownBitsPerSecond: fc.bigInt({ min: 1n, max: 10n ** 9n }),
    rolloverPeriods: fc.integer({ min: 0, max: 24 }),
    bonusDataBytes: maybe(bytes),
    graceDays: fc.integer({ min: 0, max: 30 }),
    keepAnchor: fc.boolean(),
    refundsUnused: fc.boolean(),
    unusedBy: fc.constantFrom(...unusedMeasures),
    changeFeeUpMinor: money,
    pauseDaysMax: fc.integer({ min: 0, max: 366 }),
  })
  .map((made) => (made.dataLimitBytes === null ? { ...made, bonusDataBytes: null } : made))
  .map((made) => CreateItem.shape.terms.parse(made));

const packs = fc.uniqueArray(
  fc.record({
    packId: count(99),
    name: text(1, 40),
    dataBytes: bytes,
    priceMinor: money,
    validDays: maybe(count(366)),
    perPeriodMax: maybe(count(100)),
  }),
  { selector: ({ name }) => name, maxLength: 3 },
);

const item = (name: string): fc.Arbitrary<ExportedItem> =>
  fc.record({
    name: fc.constant(name),
    kind: fc.constant('internet'),
    status: fc.constantFrom('draft', 'active', 'retired'),
    category: fc.constantFrom(null, { categoryId: 7, name: 'A: b | c' }),
    sites: fc.subarray([
      { siteId: 1, name: 'Hill | top' },
      { siteId: 2, name: '=Quay\\' },
    ]),
    labels: fc.uniqueArray(text(1, 20), { maxLength: 3 }),
    customers: fc.subarray([
      { customerId: 11, name: 'Ann' },
      { customerId: 12, name: 'Ann' },
    ]),
    targets: fc.subarray(
      names.map((target, index) => ({ itemId: index + 1, name: target })),
      { maxLength: 3 },
    ),
    packs,
    terms,
  });

/** The items as an import reads them from the database. */
function worldOf(items: readonly ExportedItem[]): ImportWorld {
  const known = items.map((one, index) => ({
    itemId: index + 1,
    versionId: index + 1,
    name: one.name,
    kind: one.kind,
    status: one.status,
    ...expected(one),
  }));
  return {
    exponent: 2,
    categories: new Map([['A: b | c', 7]]),
    sites: new Map([
      ['Hill | top', 1],
      ['=Quay\\', 2],
    ]),
    customerIds: new Set([11, 12]),
    items: new Map(known.map((one) => [one.name, one])),
  };
}

function expected(one: ExportedItem) {
  return {
    categoryId: one.category?.categoryId ?? null,
    siteIds: one.sites.map(({ siteId }) => siteId),
    labels: one.labels,
    customerIds: one.customers.map(({ customerId }) => customerId),
    targetItemIds: one.targets.map(({ itemId }) => itemId),
    packs: one.packs.map(({ packId: _packId, ...pack }) => pack),
    terms: one.terms,
  };
}

describe('the catalogue as a file', () => {
  it('survives a round trip, whatever its fields contain', () => {
    const catalogue = fc.tuple(...names.map(item));
    fc.assert(
      fc.property(catalogue, (items) => {
        const csv = writeItemsCsv(items, { exponent: 2 });
        const rows = readItemsCsv(csv, worldOf(items));
        expect(rows.flatMap(({ problems }) => problems)).toEqual([]);
        expect(rows.map((row) => row.item)).toMatchObject(
          items.map((one) => ({ name: one.name, status: one.status, ...expected(one) })),
        );
        const ids = items.flatMap((one) => one.customers.map(({ customerId }) => customerId));
        expect(new Set(customerIdsInCsv(csv))).toEqual(new Set(ids));
      }),
      { numRuns: 100 },
    );
  });
});
