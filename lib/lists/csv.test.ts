import { beforeAll, describe, expect, test } from 'vitest';
import { quickest } from '@/tests/support/security/hostile-json';
import { readCsv, sampleCsv } from './csv';

const BYTES = 5_000_000;
const reading = { rowsMax: 20_000, needed: 'name' };
const keyOf = (text: string) => {
  try {
    readCsv(text, reading);
    return 'read';
  } catch (error) {
    return (error as { key?: string }).key;
  }
};
const fill = (heading: string, line: string) =>
  `${heading}\n${line.repeat(Math.floor(BYTES / line.length))}`;
const names = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`).join(',');

/** A list of the maximum accepted size: 20,000 customers. */
const ordinary = `name,email,phone,note\n${`Anna Miller,anna@example.test,+44 20 7946 0000,${'x'.repeat(200)}\n`.repeat(20_000)}`;

const bombs: Record<string, [text: string, refused: string]> = {
  'millions of rows': [fill('name', 'a\n'), 'csv_too_many_rows'],
  'millions of rows of another width': [fill('name', 'a,b\n'), 'csv_too_many_rows'],
  'millions of empty cells': [fill('name', '""\n'), 'csv_too_many_rows'],
  'thousands of columns and short rows': [
    fill(`name,${names(6_000)}`, 'a\n'),
    'csv_too_many_columns',
  ],
  'rows of many commas': [fill('name', `${','.repeat(39_000)}\n`), 'read'],
  'nothing but line ends': [fill('name', '\n'), 'csv_column_missing'],
  'a cell that never ends': [`name\n"${'a'.repeat(BYTES)}`, 'csv_unreadable'],
};

let usual = 0;
beforeAll(async () => {
  usual = await quickest(() => readCsv(ordinary, reading));
}, 180_000);

describe('a file of the maximum size', { timeout: 180_000 }, () => {
  test.each(Object.entries(bombs))(
    'with %s takes at most as long as ten ordinary lists',
    async (_kind, [text, key]) => {
      expect(keyOf(text)).toBe(key);
      expect(await quickest(() => keyOf(text), 1)).toBeLessThan(10 * usual);
    },
  );

  test('shows a preview without all of its rows', async () => {
    const [text] = bombs['millions of rows'] ?? [''];
    expect(sampleCsv(text)).toHaveLength(5);
    expect(await quickest(() => sampleCsv(text), 1)).toBeLessThan(10 * usual);
  });
});

describe('a first line that names the separator', () => {
  test.each([
    ['a semicolon', 'sep=;\nname;city\nAnna;York, North\n'],
    ['a comma', 'sep=,\r\nname,city\r\nAnna,"York, North"\r\n'],
    ['a tab', 'sep=\t\nname\tcity\nAnna\tYork, North\n'],
    ['an unusual separator', 'SEP=|\nname|city\nAnna|York, North\n'],
    ['a quoted line after a byte order mark', '\uFEFF"sep=;"\nname;city\nAnna;York, North\n'],
    ['a line padded by a spreadsheet', 'sep=;;;\nname;city\nAnna;York, North\n'],
  ])('is not a row: %s', (_sign, text) => {
    const [row, ...others] = readCsv(text, reading);
    expect(row).toMatchObject({ line: 3, width: 'same' });
    expect(row?.cells).toEqual({ name: 'Anna', city: 'York, North' });
    expect(others).toEqual([]);
    expect(sampleCsv(text)).toEqual([{ line: 3, text: 'Anna · York, North', others: [] }]);
  });

  test('wins over any other separators in the heading', () => {
    const [row] = readCsv('sep=;\nname;a,b,c\nAnna;1\n', reading);
    expect(row?.cells).toEqual({ name: 'Anna', 'a,b,c': '1' });
  });

  test('is an ordinary heading when it names no separator', () => {
    expect(keyOf('sep=\nname\nAnna\n')).toBe('csv_column_missing');
    expect(readCsv('name,sep=;\nAnna,x\n', reading)).toHaveLength(1);
  });
});

describe('rows and headings', () => {
  test('a row longer or shorter than the heading is reported and keeps its cells', () => {
    const rows = readCsv('name,email\nAnna\nBob,b@x,more\nEve,e@x\n', reading);
    expect(rows).toMatchObject([
      { line: 2, width: 'less', cells: { name: 'Anna' } },
      { line: 3, width: 'more', cells: { name: 'Bob', email: 'b@x' } },
      { line: 4, width: 'same', cells: { name: 'Eve', email: 'e@x' } },
    ]);
    expect(Object.keys(rows[0]?.cells ?? {})).toEqual(['name']);
  });

  test('headings may have capitals and surrounding spaces', () => {
    expect(readCsv(' Name , E-Mail \nAnna,a@x', reading)[0]?.cells).toEqual({
      name: 'Anna',
      'e-mail': 'a@x',
    });
  });

  test('the maximum number of rows is read, and one more is rejected', () => {
    expect(readCsv(`name\n${'a\n'.repeat(20_000)}`, reading)).toHaveLength(20_000);
    expect(keyOf(`name\n${'a\n'.repeat(20_001)}`)).toBe('csv_too_many_rows');
  });
});
