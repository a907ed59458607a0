type Fields = Record<string, unknown>;
export type Difference = { before: Record<string, unknown>; after: Record<string, unknown> };

/** Returns the fields of `after` whose content differs from `before`; null if none do. */
export function differenceOf(before: Fields, after: Fields): Difference | null {
  const names = Object.keys(after).filter(
    (name) => after[name] !== undefined && !isSameContent(before[name], after[name]),
  );
  if (names.length === 0) return null;
  return {
    // A field without a previous value gets no `before` entry, because null would mean "was cleared".
    before: Object.fromEntries(
      names.filter((name) => name in before).map((name) => [name, before[name]]),
    ),
    after: Object.fromEntries(names.map((name) => [name, after[name]])),
  };
}

/** Compares the content, ignoring the order of keys. */
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
