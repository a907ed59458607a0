import type { RouterRow } from './driver';

/**
 * Marks a text whose bytes on the router are not UTF-8. A Unicode noncharacter, so that no real text starts with it;
 * PostgreSQL stores it.
 */
const EIGHT_BIT = '\uFDD0';

/** A row has such a value twice: readable under its own name, and with its bytes under this prefix. */
const EXACT = 'exact:';

export function markEightBit(text: string): string {
  return `${EIGHT_BIT}${text}`;
}

export function isEightBit(text: string): boolean {
  return text.startsWith(EIGHT_BIT);
}

/** Returns the readable text. */
export function plainText(text: string): string {
  return isEightBit(text) ? text.slice(EIGHT_BIT.length) : text;
}

/** Marks an edited text like the original, so that words kept from the original keep their bytes. */
export function markedLike(original: string, text: string): string {
  return isEightBit(original) && /[\u0080-\uFFFF]/.test(text) ? markEightBit(text) : text;
}

/** Returns a value of a row in a form that is written back with the same bytes. */
export function exactOf(row: RouterRow | undefined, name: string): string | undefined {
  return row?.[exactName(name)] ?? row?.[name];
}

/** Returns all values of a row in the form of {@link exactOf}. */
export function exactValues(row: RouterRow): RouterRow {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      name.startsWith(EXACT) ? [] : [[name, exactOf(row, name) ?? value]],
    ),
  );
}

/** The name under which a row stores a value that is not UTF-8. */
export function exactName(name: string): string {
  return `${EXACT}${name}`;
}

/** Returns the values as readable text. */
export function plainValues<V extends string | null>(values: Record<string, V>): Record<string, V> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      (value === null ? null : plainText(value)) as V, // null stays null, text stays text
    ]),
  );
}
