type Fields = Record<string, unknown>;
export type Difference = { before: Record<string, unknown>; after: Record<string, unknown> };

/** The names of `after` whose content differs from `before`; null when none does. */
export function differenceOf(before: Fields, after: Fields): Difference | null {
  const names = Object.keys(after).filter(
    (name) => after[name] !== undefined && !isSameContent(before[name], after[name]),
  );
  if (names.length === 0) return null;
  return {
    // What had no value before has no line before: null would read as "was emptied".
    before: Object.fromEntries(
      names.filter((name) => name in before).map((name) => [name, before[name]]),
    ),
    after: Object.fromEntries(names.map((name) => [name, after[name]])),
  };
}

/** Same content, whatever the order of the keys. */
export function isSameContent(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
