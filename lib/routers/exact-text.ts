import type { RouterRow } from './driver';

/**
 * Precedes a text whose bytes on the router are not UTF-8. A noncharacter of Unicode, so that no real text starts
 * with it; PostgreSQL stores it.
 */
const EIGHT_BIT = '\uFDD0';

/** A row has such a value twice: to read and compare by its name, and with its bytes under this one. */
const EXACT = 'exact:';

export function markEightBit(text: string): string {
  return `${EIGHT_BIT}${text}`;
}

export function isEightBit(text: string): boolean {
  return text.startsWith(EIGHT_BIT);
}

/** The text as people read it. */
export function plainText(text: string): string {
  return isEightBit(text) ? text.slice(EIGHT_BIT.length) : text;
}

/** Marks an edited text as the original is marked, so that the words kept from it keep their bytes. */
export function markedLike(original: string, text: string): string {
  return isEightBit(original) && /[\u0080-\uFFFF]/.test(text) ? markEightBit(text) : text;
}

/** A value of a row in a form that is written back with the same bytes. */
export function exactOf(row: RouterRow | undefined, name: string): string | undefined {
  return row?.[exactName(name)] ?? row?.[name];
}

/** All values of a row in the form of {@link exactOf}. */
export function exactValues(row: RouterRow): RouterRow {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      name.startsWith(EXACT) ? [] : [[name, exactOf(row, name) ?? value]],
    ),
  );
}

/** Where a value that is not UTF-8 is put in its row. */
export function exactName(name: string): string {
  return `${EXACT}${name}`;
}

/** These values as people read them. */
export function plainValues<V extends string | null>(values: Record<string, V>): Record<string, V> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      (value === null ? null : plainText(value)) as V, // null stays null, text stays text
    ]),
  );
}
