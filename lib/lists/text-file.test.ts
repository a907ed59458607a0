import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { legacyFiles } from '@/tests/support/files/legacy-files';
import { readCsv, sampleCsv } from './csv';
import { readTextFile } from './text-file';

const HEADING = 'name;city\n';
const ascii = (text: string) => Buffer.from(text, 'latin1');
const fileOf = (hex: string) => Buffer.concat([ascii(HEADING), Buffer.from(hex, 'hex')]);
const rowsOf = (text: string) => readCsv(text, { rowsMax: 100, needed: 'name' });
const utf16 = (text: string, order: 'le' | 'be') => {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

describe('a text file', () => {
  test.each(legacyFiles)('is detected as $encoding: $rows', ({ encoding, rows, hex }) => {
    const file = readTextFile(fileOf(hex));
    expect(file.text).toBe(HEADING + rows);
    expect(file.encoding).toBe(encoding);
  });

  test.each(legacyFiles)('is read as $encoding when the user chooses it: $rows', (legacy) => {
    const { encoding, rows, hex } = legacy;
    expect(readTextFile(fileOf(hex), { encoding }).text).toBe(HEADING + rows);
  });

  test.each([
    ['of ASCII', Buffer.from('name\nAnna\n'), 'utf-8'],
    ['of one row', Buffer.from('name\nJosé'), 'utf-8'],
    ['of UTF-8 with a byte order mark', Buffer.from('\uFEFFname\nJosé Núñez'), 'utf-8'],
    ['of UTF-16 with a byte order mark', utf16('\uFEFFname\nJosé', 'le'), 'utf-16le'],
    ['of big-endian UTF-16 with a byte order mark', utf16('\uFEFFname\nИван', 'be'), 'utf-16be'],
    ['of UTF-16 without a byte order mark', utf16('name;city\nИван;Москва', 'le'), 'utf-16le'],
    [
      'of big-endian UTF-16 without a byte order mark',
      utf16('name;city\n王小明;北京', 'be'),
      'utf-16be',
    ],
  ])('%s is read unchanged', (_what, bytes, encoding) => {
    const file = readTextFile(bytes);
    expect(file.encoding).toBe(encoding);
    expect(file.text.startsWith('name')).toBe(true);
    expect(file.text).not.toContain('\uFFFD');
  });

  test('from our own export is read back as UTF-8, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (names) => {
        const written = stringify([['name'], ...names.map((name) => [name])], { bom: true });
        const file = readTextFile(Buffer.from(written));
        expect(`\uFEFF${file.text}`).toBe(written);
      }),
    );
  });
});

describe('a few rows of names from several Western countries, for a Western operator', () => {
  const people = [
    ...['José Núñez;Málaga', 'Jürgen Weiß;Köln', 'Siobhán O’Brien;Dún Laoghaire', 'Peña;La Coruña'],
    ...['João Gonçalves;São Paulo', 'Søren Kjærgård;Århus', 'François Lefèvre;Orléans'],
    ...[
      'Björn Åkesson;Malmö',
      'Noël Baptiste;Gard',
      'Hélène;Abidjan',
      'Nicolò;Forlì',
      'Inês;Évora',
    ],
    ...['Moussa Koné;Bouaké', 'Maïmouna;Kaédi', 'Þór;Akureyri', 'Château Rouge;Gagnoa'],
  ];
  const home = 'windows-1252';
  const bytesOf = (rows: string) => encode(HEADING + rows, 'windows-1252');

  test.each([
    ['José Núñez;Málaga\nBjörn Åkesson;Malmö\nHélène;Abidjan'],
    ['Jürgen Weiß;Köln\nHélène;Abidjan\nJosé Núñez;Málaga'],
    ['Siobhán O’Brien;Dún Laoghaire\nNicolò;Forlì\nMaïmouna;Kaédi'],
    ['Noël Baptiste;Gard'],
  ])('are read as Windows-1252: %s', (rows) => {
    expect(readTextFile(bytesOf(rows), { home })).toMatchObject({
      encoding: 'windows-1252',
      text: HEADING + rows,
    });
  });

  test('are read as Windows-1252 for any selection of names', () => {
    const some = fc.array(fc.constantFrom(...people), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(some, (names) => {
        const rows = names.join('\n');
        expect(readTextFile(bytesOf(rows), { home }).text).toBe(HEADING + rows);
      }),
      { numRuns: 60 },
    );
  });

  test('are not read as Windows-1252 when they are words of another language only', () => {
    for (const rows of ['Zdeněk Dvořák;Plzeň', 'Jiří Novák;Děčín\nŁukasz;Łódź\nĽubomír;Žilina'])
      expect(readTextFile(encode(HEADING + rows, 'windows-1250'), { home }).text).toBe(
        HEADING + rows,
      );
  });
});

describe('invalid bytes', () => {
  test('in a UTF-8 file affect only their own row, not the other rows or the encoding', () => {
    const good = Buffer.from('name\nJosé Núñez\nŁukasz Żółć\nN');
    const file = readTextFile(Buffer.concat([good, Buffer.from([0xfa]), ascii('ez\n')]));
    expect(file.encoding).toBe('utf-8');
    expect(rowsOf(file.text).map(({ line, unread }) => [line, unread?.[0]?.key])).toEqual([
      [2, undefined],
      [3, undefined],
      [4, 'csv_undecodable'],
    ]);
  });

  test.each([
    ['an undefined byte of Windows-1252', 'windows-1252', [0x81]],
    ['a control character of ISO 8859-2', 'iso-8859-2', [0x85]],
    ['half a character of Shift_JIS', 'shift_jis', [0x8e]],
    ['half a character of UTF-16', 'utf-16le', []],
  ] as const)('are rejected: %s', (_what, encoding, extra) => {
    const start = encoding === 'utf-16le' ? utf16('name\nAnna', 'le') : ascii('name\nAnna');
    const tail = encoding === 'utf-16le' ? Buffer.from([0x41]) : Buffer.from(extra);
    const { text } = readTextFile(Buffer.concat([start, tail]), { encoding });
    expect(rowsOf(text)[0]?.unread).toEqual([{ column: 'name', key: 'csv_undecodable' }]);
  });

  test('of a terminal encoding, such as ISO-2022-JP, are rejected with their row', () => {
    const { text } = readTextFile(ascii('name\nAnna\n\x1b$B;3ED\x1b(B\n'));
    expect(rowsOf(text).map(({ unread }) => unread?.length)).toEqual([undefined, 1]);
  });

  test('of a workbook or an image are rejected by file type', () => {
    expect(() => readTextFile(ascii('PK\x03\x04\x14\0'))).toThrow('import_workbook');
    expect(() => readTextFile(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toThrow('import_workbook');
    expect(() => readTextFile(ascii('name\nAnna\n\x89PNG\r\n\0\0\x0d'))).toThrow('import_not_text');
  });
});

test('a file that differs from the previewed one is rejected', () => {
  const { digest } = readTextFile(ascii('name\nAnna\n'));
  expect(readTextFile(ascii('name\nAnna\n'), { digest }).text).toBe('name\nAnna\n');
  expect(() => readTextFile(ascii('name\nBerta\n'), { digest })).toThrow('import_file_changed');
});

test('the preview shows the rows that reveal the encoding, with their line', () => {
  const rows = ['name;city', 'Anna;York', 'José Núñez;Málaga', 'Tom;Hull'].join('\n');
  expect(sampleCsv(rows)).toEqual([{ line: 3, text: 'José Núñez · Málaga', others: [] }]);
  expect(sampleCsv('name\nAnna\n')).toEqual([{ line: 2, text: 'Anna', others: [] }]);
});
