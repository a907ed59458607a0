import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { sampleCsv } from './csv';
import type { HomeEncoding } from './rules/home-encoding';
import { readTextFile } from './text-file';

const names = {
  Spanish: [
    'José García',
    'Carlos Peña',
    'Ana Muñoz',
    'Begoña Ibáñez',
    'Íñigo Núñez',
    'Lucía',
    'Ruiz',
  ],
  German: ['Jürgen Weiß', 'Björn Müller', 'Käthe Groß', 'Özil', 'Ämilie', 'Übel', 'Schmidt'],
  French: ['Hélène Lefèvre', 'François', 'Noël', 'Çelik Benoît', 'Maÿlis', 'Jérôme Côté', 'Dupont'],
  Hungarian: ['Győző', 'Szűcs Gábor', 'Őri Béla', 'Tóth Ödön', 'Nagy Jenő', 'Kovács', 'Fülöp'],
  Polish: ['Łukasz Żółć', 'Jędrzej', 'Świętosław', 'Małgorzata', 'Paweł Dąb', 'Ćwik', 'Nowak'],
  Czech: ['Zdeněk Dvořák', 'Jiří', 'Šárka', 'Růžena', 'Ľubomír', 'Ťapka', 'Novák'],
  Turkish: ['Ayşe Yılmaz', 'İbrahim Güneş', 'Çağla', 'Gökhan Şahin', 'Doğan', 'Ümit', 'Kaya'],
};
type Language = keyof typeof names;

const written: Record<Language, readonly string[]> = {
  Spanish: ['windows-1252', 'iso-8859-15', 'macintosh', 'cp850'],
  German: ['windows-1252', 'iso-8859-15', 'macintosh', 'cp850'],
  French: ['windows-1252', 'iso-8859-15', 'macintosh'],
  Hungarian: ['windows-1250', 'iso-8859-2', 'cp852'],
  Polish: ['windows-1250', 'iso-8859-2', 'cp852'],
  Czech: ['windows-1250', 'iso-8859-2', 'cp852'],
  Turkish: ['windows-1254'],
};

/** Names that people wrote in one encoding, few of them with letters beyond ASCII. */
const file = fc.record({
  language: fc.constantFrom(...(Object.keys(names) as Language[])),
  rows: fc.integer({ min: 1, max: 600 }),
  kinds: fc.integer({ min: 1, max: 7 }),
  shift: fc.integer({ min: 0, max: 6 }),
  plain: fc.integer({ min: 0, max: 9 }),
  /** Rows before the first of the other kinds. */
  late: fc.integer({ min: 0, max: 60 }),
  choice: fc.integer({ min: 0, max: 3 }),
  home: fc.constantFrom<HomeEncoding | null>(null, 'windows-1252', 'windows-1250', 'windows-1254'),
});
type Given = typeof file extends fc.Arbitrary<infer T> ? T : never;

function write({ language, rows, kinds, shift, plain, choice, late }: Given) {
  const some = names[language];
  const encodings = written[language];
  const lines = Array.from({ length: rows }, (_, row) => {
    const isPlain = row % 10 < plain;
    return isPlain
      ? `Martin ${row};York`
      : `${some[row < late ? 0 : (shift + (row % kinds)) % some.length]} ${row};York`;
  });
  const text = ['name;city', ...lines].join('\n');
  const encoding = encodings[choice % encodings.length] ?? 'windows-1252';
  return { text, encoding, bytes: encode(text, encoding) };
}

describe('a list of names in any encoding, for an operator anywhere', () => {
  test('is read right, or a row that is wrong is among those shown', () => {
    fc.assert(
      fc.property(file, (given) => {
        const { text, bytes } = write(given);
        const read = readTextFile(bytes, { home: given.home });
        if (read.text === text) return;
        const lines = text.split('\n');
        const isShown = sampleCsv(read.text, read.rivals).some(
          (row) => row.text !== lines[row.line - 1]?.replace(';', ' · '),
        );
        expect(isShown).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a file whose few letters fit two encodings', () => {
  const people = [
    ...['José García', 'María López', 'Ángel Pérez', 'Lucía Gómez', 'Íker Díaz', 'Carlos Peña'],
    ...['Ana Muñoz', 'Juan Cano', 'Pilar Ortiz'],
  ];
  const spanish = (rows: number) =>
    ['name;phone', ...Array.from({ length: rows }, (_, at) => `${people[at % 9]};${at}`)].join(
      '\n',
    );
  const ofEnyeOnly = ['name;phone', ...Array.from({ length: 90 }, (_, at) => `Iñaki Peña;${at}`)];

  test.each([5, 60, 100, 140, 300, 600])('is read as the operator’s own, with %i rows', (rows) => {
    const text = spanish(rows);
    const read = readTextFile(encode(text, 'windows-1252'), { home: 'windows-1252' });
    expect(read).toMatchObject({ text, encoding: 'windows-1252' });
    const enye = ofEnyeOnly.join('\n');
    expect(readTextFile(encode(enye, 'windows-1252'), { home: 'windows-1252' }).text).toBe(enye);
  });

  test('is shown in both where nobody knows where the operator is', () => {
    const text = ofEnyeOnly.join('\n');
    const { text: read, rivals } = readTextFile(encode(text, 'windows-1252'));
    expect(rivals).not.toEqual([]);
    const sample = sampleCsv(read, rivals);
    expect(sample.length).toBeGreaterThan(0);
    for (const row of sample) expect(row.others.map((other) => other.text)).not.toContain(row.text);
    expect(sample.every(({ others }) => others.length > 0)).toBe(true);
  });

  test('of Mac Roman is not read with a dash inside its names', () => {
    const text = 'name;city\nBegoña;Coruña\nMuñoz;York\nPeña;York';
    const read = readTextFile(encode(text, 'macintosh'), { home: 'windows-1252' });
    const readings = [read.text, ...read.rivals.map((rival) => rival.text)];
    expect(readings).toContain(text);
    for (const one of readings) expect(one).not.toContain('–');
  });
});
