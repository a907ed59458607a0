import type { ParsedItem } from '@/lib/catalog/item-input';
import { decimalPlaces, readDecimal, writeDecimal } from '@/lib/catalog/rules/decimals';
import type { ErrorKey } from '@/lib/kit/errors';

/** How one kind of value is written to a cell and parsed back to exactly the same value. */
export type Codec = {
  write: (value: never) => string;
  /** `undefined` for a blank cell: the item's default applies. */
  read: (cell: string) => { ok: true; value: unknown } | { ok: false; key: ErrorKey };
};

const read = (value: unknown) => ({ ok: true as const, value });
const fault = (key: ErrorKey) => ({ ok: false as const, key });

export const textCodec: Codec = { write: (value: string | null) => value ?? '', read };

export const countCodec: Codec = {
  write: (value: number | null) => value?.toString() ?? '',
  read: (cell) => (/^\d{1,9}$/.test(cell) ? read(Number(cell)) : fault('field_number')),
};

/** A value of an enumeration; the schema rejects unknown ones. */
export const wordCodec: Codec = {
  write: (value: string | null) => value ?? '',
  read: (cell) => read(cell.toLowerCase()),
};

export const flagCodec: Codec = {
  write: (value: boolean) => (value ? 'yes' : 'no'),
  read: (cell) => {
    const word = cell.toLowerCase();
    if (['yes', 'true', '1'].includes(word)) return read(true);
    return ['no', 'false', '0'].includes(word) ? read(false) : fault('field_choice');
  },
};

function decimalCodec(places: number): Codec {
  return {
    write: (value: bigint | null) => (value === null ? '' : writeDecimal(value, places)),
    read: (cell) => {
      const value = readDecimal(cell, places);
      return value === null ? fault('field_number') : read(value);
    },
  };
}

export const mbitsCodec = decimalCodec(decimalPlaces.mbits);
export const gigabytesCodec = decimalCodec(decimalPlaces.gigabytes);
export const moneyCodec = decimalCodec;

const ppm = decimalCodec(decimalPlaces.percent);
export const percentCodec: Codec = {
  write: (value: number) => ppm.write(BigInt(value) as never),
  read: (cell) => {
    const result = ppm.read(cell);
    return result.ok ? read(Number(result.value)) : result;
  },
};

/** One `Label: value` per line. */
export const specificationCodec: Codec = {
  write: (pairs: { label: string; value: string }[]) =>
    pairs.map(({ label, value }) => `${hide(label, ':')}: ${hide(value)}`).join('\n'),
  read: (cell) =>
    read(
      linesOf(cell).map((line) => {
        const [label = '', ...rest] = splitAt(line, ':');
        return { label: show(label).trim(), value: show(rest.join(':')).trim() };
      }),
    ),
};

const PACK_PATTERN =
  /^([\d.,]+) GB \/ ([\d.,]+)(?: \/ (\d{1,9}) days)?(?: \/ (\d{1,9}) per period)?$/;

export type Pack = ParsedItem['packs'][number];

/** One pack per line: `Boost: 5 GB / 1.50 / 30 days / 2 per period`; the last two only if limited. */
export function packsCodec(exponent: number): Codec {
  const money = moneyCodec(exponent);
  const writePack = ({ name, dataBytes, priceMinor, validDays, perPeriodMax }: Pack) =>
    [
      `${hide(name, ':')}: ${gigabytesCodec.write(dataBytes as never)} GB`,
      money.write(priceMinor as never),
      ...(validDays === null ? [] : [`${validDays} days`]),
      ...(perPeriodMax === null ? [] : [`${perPeriodMax} per period`]),
    ].join(' / ');
  const readPack = (line: string) => {
    const [name = '', ...rest] = splitAt(line, ':');
    const parts = PACK_PATTERN.exec(rest.join(':').trim().replace(/\s+/g, ' '));
    if (!parts) return null;
    const [, gigabytes = '', price = '', days, count] = parts;
    const data = gigabytesCodec.read(gigabytes);
    const cost = money.read(price);
    if (!data.ok || !cost.ok) return null;
    return {
      name: show(name).trim(),
      dataBytes: data.value,
      priceMinor: cost.value,
      validDays: days === undefined ? null : Number(days),
      perPeriodMax: count === undefined ? null : Number(count),
    };
  };
  return {
    write: (packs: readonly Pack[]) => packs.map(writePack).join('\n'),
    read: (cell) => {
      const packs = linesOf(cell).map(readPack);
      return packs.includes(null) ? fault('csv_pack') : read(packs);
    },
  };
}

/** Joins several names in one cell, separated by bars. */
export function writeList(names: readonly string[]): string {
  return names.map((name) => hide(name, '|')).join(' | ');
}

export function readNames(cell: string): string[] {
  return splitAt(cell, '|')
    .map((name) => show(name).trim())
    .filter((name) => name !== '');
}

function linesOf(cell: string): string[] {
  return cell.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** Escapes a backslash or separator with a backslash; a line break becomes `\n`. */
function hide(text: string, sign = ''): string {
  const hidden = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return sign === '' ? hidden : hidden.replaceAll(sign, `\\${sign}`);
}

function show(text: string): string {
  return text.replace(/\\(.)/g, (_all, sign: string) =>
    sign === 'n' ? '\n' : sign === 'r' ? '\r' : sign,
  );
}

/** Splits at each separator that no backslash precedes. */
function splitAt(text: string, sign: string): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === sign) parts.push('');
    else {
      parts[parts.length - 1] += char === '\\' ? char + text.charAt(at + 1) : char;
      if (char === '\\') at += 1;
    }
  }
  return parts;
}
