import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { legacyFiles } from '@/tests/support/files/legacy-files';
import type { TextEncoding } from './text-encodings';
import { readTextFile } from './text-file';

const HEADING = 'name;city\n';
const people = [
  ...['José Núñez;Málaga', 'Jürgen Weiß;Köln', 'Zdeněk Dvořák;Plzeň', 'Siobhán O’Brien;Dublin'],
  ...['Tóth Ödön;Pécs', 'Ivan Marić;Čakovec', 'Łukasz Żółć;Łódź', 'Anna Smith;York'],
  ...['Renée Martin;Paris', 'André Petit;Nice', 'Иван Петров;Москва', '王小明;北京', 'Tom;Hull'],
];
/** With fewer characters than four in two languages, the damage may just as well be the text. */
const smallFile = fc
  .array(fc.constantFrom(...people), { minLength: 1, maxLength: 50 })
  .map((rows) => HEADING + rows.join('\n'))
  .filter((text) => signsIn(text) >= (text.split('\n').length > 2 ? 4 : 2));

/** Breaks one of the bytes beyond ASCII: lost, replaced, or preceded by a byte of another encoding. */
const breaks = {
  lost: (bytes: Buffer, at: number) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  replaced: (bytes: Buffer, at: number) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from('?'), bytes.subarray(at + 1)]),
  inserted: (bytes: Buffer, at: number) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from([0xfa]), bytes.subarray(at)]),
};

describe('a UTF-8 file of 1 to 50 rows with one damaged character', () => {
  test.each(Object.entries(breaks))('is read as UTF-8: a byte is %s', (_what, broken) => {
    fc.assert(
      fc.property(smallFile, fc.nat(), (text, pick) => {
        const bytes = Buffer.from(text);
        const high = [...bytes.keys()].filter((at) => (bytes[at] ?? 0) > 0x7f);
        const file = readTextFile(broken(bytes, high[pick % high.length] ?? 0));
        expect(file.encoding, file.text).toBe('utf-8');
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['one accented name and one damaged name', 'José\nN', [0xfa], 'ez\n'],
    ['an intact apostrophe and a damaged letter', 'Siobh', [0xc3, 0xfa, 0xa1], 'n O’Brien\n'],
    ['one accented name and half an apostrophe', 'José\nO', [0x80, 0x99], 'Brien\n'],
    ['replacement characters of an earlier program', 'Jos\uFFFD\nN\uFFFDez\nMal', [0xe1], 'ga\n'],
  ])('is read as UTF-8: %s', (_what, start, bytes, end) => {
    const file = readTextFile(
      Buffer.concat([Buffer.from(HEADING + start), Buffer.from(bytes), Buffer.from(end)]),
    );
    expect(file.encoding).toBe('utf-8');
  });
});

describe('a file of another encoding whose bytes happen to form a character of UTF-8', () => {
  test.each([
    ['windows-1250', 'SPÓŁKA ŻÓŁW;Łódź'],
    ['windows-1250', 'SPÓŁKA PÓŁNOC ŻÓŁW;GDYNIA'],
    ['windows-1252', 'Hotel “CAFÉ”;Köln'],
    ['windows-1252', '“CAFÉ”;York'],
    ['windows-1251', 'Віктор Ковальчук;Київ'],
    ['gb18030', '毛泽东;韶山'],
  ] as const)('is not read as UTF-8: %s, %s', (encoding, rows) => {
    const bytes = encode(HEADING + rows, encoding);
    expect(readTextFile(bytes).encoding).not.toBe('utf-8');
  });

  test('is not read as UTF-8 for any selection of names of its own language', () => {
    const encodings = new Set(legacyFiles.map(({ encoding }) => encoding));
    for (const encoding of encodings) {
      if (isUnicode(encoding)) continue;
      const files = legacyFiles.filter((file) => file.encoding === encoding);
      const rows = fc.array(fc.constantFrom(...files.flatMap((file) => file.rows.split('\n'))), {
        minLength: 1,
        maxLength: 8,
      });
      fc.assert(
        fc.property(rows, (names) => {
          const bytes = encode(HEADING + names.join('\n'), encoding);
          expect(readTextFile(bytes).encoding).not.toBe('utf-8');
        }),
        { numRuns: 20 },
      );
    }
  });
});

function signsIn(text: string): number {
  return (text.match(/\P{ASCII}/gu) ?? []).length;
}

function isUnicode(encoding: TextEncoding): boolean {
  return encoding.startsWith('utf-');
}
