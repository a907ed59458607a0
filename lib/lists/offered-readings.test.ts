import { encode } from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import type { HomeEncoding } from './rules/home-encoding';
import { readTextFile } from './text-file';

const everywhere = [
  ...['José García', 'Zdeněk Dvořák', 'Иван Петров', 'Γιώργος', '王小明', '田中太郎', 'دانا'],
];
const western = [
  ...['José García', 'José', 'Ana Muñoz', 'Jürgen Weiß', 'Hélène', 'François', 'Søren', 'João'],
  ...['Nicolò', 'Lucía', 'Björn', 'Käthe', 'Peña', 'Ángel', 'Özil', 'Zoë', 'Ümit', 'Müller'],
  ...['André', 'Gómez', 'Noël', 'Groß', 'Benoît', 'Jérôme', 'Çelik', 'Íñigo', 'Évora'],
];
const central = [
  ...['Jiří Novák', 'Łukasz Żółć', 'Győző Szűcs', 'Zdeněk', 'Željka', 'Nagy Jenő', 'Małgorzata'],
  ...['Tóth Ödön', 'Ľubomír', 'Świętosław'],
];
const cyrillic = ['Иван Петров', 'Ольга', 'Анна Шевченко', 'Георгий', 'Семён Ёлкин'];

/** Names of people, by the encoding in which their programs save them. */
const written: Record<string, readonly string[]> = {
  'utf-8': everywhere,
  'utf-8 with a mark': everywhere,
  'utf-16le': everywhere,
  'utf-16be': everywhere,
  'windows-1250': central,
  'windows-1251': cyrillic,
  'windows-1252': western,
  'windows-1254': ['Ayşe Yılmaz', 'Çağla', 'İbrahim Güneş', 'Gökhan', 'Şahin', 'Ümit Doğan'],
  'iso-8859-15': [...western, 'Šárka', 'Œuvre', 'Maÿlis'],
  macintosh: western,
  'koi8-r': cyrillic,
  shift_jis: ['田中太郎', '鈴木', 'ｽｽﾞｷ', 'さとう けいこ', '山本', '高橋 一郎'],
  gb18030: ['王小明', '李娜', '张伟', '刘洋', '陈静'],
  big5: ['王小明', '李娜', '張偉', '陳靜', '林志玲'],
};

const homes: readonly (HomeEncoding | null)[] = [null, 'windows-1252', 'windows-1250'];

function fileOf(encoding: string, names: readonly string[]) {
  const rows = names.map((name, row) => `${name} ${row};York;1`);
  const text = ['name;city;phone', 'Martin;York;2', ...rows, 'Tom;Hull;3'].join('\n');
  const bytes =
    encoding === 'utf-8 with a mark' ? Buffer.from(`\uFEFF${text}`) : encode(text, encoding);
  return { text, bytes };
}

describe('a list with a few names beyond ASCII, for an operator anywhere', () => {
  test.each(
    Object.entries(written).flatMap(([encoding, names]) =>
      [1, 3, 100].map((count) => ({ encoding, names, count })),
    ),
  )('offers the right reading: $count in $encoding', ({ encoding, names, count }) => {
    const shifts = count === 100 ? [0] : names.keys();
    for (const shift of shifts) {
      const some = Array.from({ length: count }, (_, at) => names[(shift + at) % names.length]);
      const { text, bytes } = fileOf(encoding, some as string[]);
      for (const home of homes) {
        const { text: read, rivals } = readTextFile(bytes, { home });
        expect([read, ...rivals.map((rival) => rival.text)], `home ${home}`).toContain(text);
      }
    }
  });

  test('is read without a doubt in Unicode', () => {
    for (const encoding of ['utf-8', 'utf-8 with a mark', 'utf-16le', 'utf-16be'])
      expect(readTextFile(fileOf(encoding, everywhere).bytes).rivals).toEqual([]);
  });

  test('offers each reading once', () => {
    const { bytes } = fileOf('macintosh', ['Noël']);
    const { text, rivals } = readTextFile(bytes);
    const readings = [text, ...rivals.map((rival) => rival.text)];
    expect(new Set(readings).size).toBe(readings.length);
  });
});
