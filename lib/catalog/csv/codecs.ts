import type { ErrorKey } from '@/lib/kit/errors';
import { decimalPlaces, readDecimal, writeDecimal } from '../rules/decimals';

/** How one kind of value is written in a cell, and read back to exactly the same value. */
export type Codec = {
  write: (value: never) => string;
  /** `undefined` for a blank cell: the default of the item holds. */
  read: (cell: string) => { ok: true; value: unknown } | { ok: false; key: ErrorKey };
};

const read = (value: unknown) => ({ ok: true as const, value });
const fault = (key: ErrorKey) => ({ ok: false as const, key });

export const textCodec: Codec = { write: (value: string | null) => value ?? '', read };

export const countCodec: Codec = {
  write: (value: number | null) => value?.toString() ?? '',
  read: (cell) => (/^\d{1,9}$/.test(cell) ? read(Number(cell)) : fault('field_number')),
};

/** A word of a closed list; the schema names the wrong ones. */
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

/** One `Label: value` a line. */
export const specificationCodec: Codec = {
  write: (pairs: { label: string; value: string }[]) =>
    pairs.map(({ label, value }) => `${label}: ${value}`).join('\n'),
  read: (cell) =>
    read(
      cell.split(/\r?\n/).map((line) => {
        const at = line.indexOf(':');
        return at === -1
          ? { label: line.trim(), value: '' }
          : { label: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
      }),
    ),
};

/** Several names in one cell. */
export const listSeparator = ' | ';

export function readList(cell: string): string[] {
  return cell
    .split('|')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
