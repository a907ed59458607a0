/** The parts of an item that the plan picker compares. */
export type Comparable = {
  itemId: number;
  specification: readonly { label: string; value: string }[];
};

export type ComparisonRow = {
  label: string;
  /** Values by item id; an item without this label has no entry. */
  values: ReadonlyMap<number, string>;
};

/**
 * Compares the items' specifications side by side: one row per label, in the order labels first appear. Labels are
 * matched case-insensitively and without surrounding whitespace.
 */
export function compareItems(items: readonly Comparable[]): ComparisonRow[] {
  const rows = new Map<string, { label: string; values: Map<number, string> }>();
  for (const item of items) {
    for (const { label, value } of item.specification) {
      const key = label.trim().toLowerCase();
      const row = rows.get(key) ?? { label: label.trim(), values: new Map() };
      rows.set(key, row);
      // An item that repeats a label shows both values.
      const earlier = row.values.get(item.itemId);
      row.values.set(item.itemId, earlier === undefined ? value : `${earlier}, ${value}`);
    }
  }
  return [...rows.values()];
}
