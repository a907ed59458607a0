import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { type HomeEncoding, homeEncodingOf } from './rules/home-encoding';
import { readTextFile } from './text-file';

const HEADING = 'name;city\n';
const countries = {
  Hungarian: {
    encoding: 'windows-1250',
    people: [
      ...['Szűcs Gábor;Győr', 'Kovács Erzsébet;Debrecen', 'Tóth Ödön;Pécs', 'Őri Béla;Szőny'],
      ...['Fülöp Zsófia;Érd', 'Nagy Jenő;Mezőtúr', 'Kőműves Ádám;Kőszeg', 'Bíró Győző;Vác'],
    ],
  },
  Romanian: {
    encoding: 'windows-1250',
    people: [
      ...['Ion Brăilă;Brăila', 'Mărioara Ţurcanu;Bacău', 'Gheorghe Sârbu;Galaţi', 'Ştefan;Iaşi'],
      ...['Ana Bălan;Călăraşi', 'Vasile Câmpeanu;Bistriţa', 'Ioana Crăciun;Oradea'],
    ],
  },
  Croatian: {
    encoding: 'windows-1250',
    people: [
      ...['Ivan Marić;Čakovec', 'Željka Kovačić;Šibenik', 'Đurđa Horvat;Osijek', 'Ante Perić;Omiš'],
      ...['Luka Šarić;Zagreb', 'Marija Jurić;Požega', 'Ivo Đokić;Varaždin', 'Mate;Čakovec'],
    ],
  },
  Lithuanian: {
    encoding: 'windows-1257',
    people: [
      ...['Žydrūnė Šimkutė;Klaipėda', 'Jonas Žukauskas;Šiauliai', 'Rūta;Panevėžys'],
      ...['Ąžuolas;Alytus', 'Gintarė Petrauskaitė;Mažeikiai', 'Vytautas;Kėdainiai'],
    ],
  },
  Turkish: {
    encoding: 'windows-1254',
    people: [
      ...['Ayşe Yılmaz;İzmir', 'Gökhan Şahin;Muğla', 'İbrahim Güneş;Ağrı', 'Çağla;Kütahya'],
      ...['Mehmet Yıldız;Eskişehir', 'Gülşen Doğan;Elazığ', 'Ümit Çelik;Çorum'],
    ],
  },
} as const;
type Country = keyof typeof countries;

/** Counts the misread files among 100 of some rows each, for an operator with this home encoding. */
function misread(country: Country, rowsMax: number, home: HomeEncoding | null): number {
  const { people, encoding } = countries[country];
  const some = fc.array(fc.constantFrom(...people), { minLength: rowsMax, maxLength: rowsMax });
  const files = fc.sample(some, { numRuns: 100, seed: 7 }).map((rows) => rows.join('\n'));
  return files.filter(
    (rows) => readTextFile(encode(HEADING + rows, encoding), { home }).text !== HEADING + rows,
  ).length;
}

describe('files of one, three and six rows', () => {
  test.each(Object.keys(countries) as Country[])(
    "are read without a fault in the operator's own language: %s",
    (country) => {
      const { encoding } = countries[country];
      expect([1, 3, 6].map((rows) => misread(country, rows, encoding))).toEqual([0, 0, 0]);
    },
  );

  test.each([
    ['Hungarian', [5, 0, 0]],
    ['Romanian', [20, 3, 0]],
    ['Croatian', [40, 5, 1]],
    ['Lithuanian', [5, 0, 0]],
    ['Turkish', [40, 10, 1]],
  ] as const)('are mostly read where the home of the operator is unknown: %s', (country, most) => {
    for (const [index, rows] of [1, 3, 6].entries())
      expect(misread(country, rows, null)).toBeLessThanOrEqual(most[index] ?? 0);
  });
});

describe('the home encoding of an operator', () => {
  test.each([
    ['Europe/Budapest', 'en', 'windows-1250'],
    ['Europe/Zagreb', 'en', 'windows-1250'],
    ['Europe/Vilnius', 'en', 'windows-1257'],
    ['Europe/Istanbul', 'en', 'windows-1254'],
    ['Europe/Madrid', 'en', 'windows-1252'],
    ['America/Bogota', 'en', 'windows-1252'],
    ['Africa/Abidjan', 'en', 'windows-1252'],
    ['UTC', 'hu', 'windows-1250'],
    ['UTC', 'pt-BR', 'windows-1252'],
    ['UTC', 'en', null],
    ['Asia/Tokyo', 'en', null],
  ] as const)('in %s with the language %s is %s', (timeZone, locale, home) => {
    expect(homeEncodingOf({ timeZone, locale })).toBe(home);
  });
});

test('a row of Western names is read as Windows-1252 where the home is unknown', () => {
  const rows = 'José Núñez kx1,1\n';
  const file = readTextFile(encode(`name,phone\n${rows}`, 'windows-1252'));
  expect(file).toMatchObject({ encoding: 'windows-1252', text: `name,phone\n${rows}` });
});
