/** What the plan picker compares of one item. */
export type Comparable = {
  itemId: number;
  specification: readonly { label: string; value: string }[];
};

export type ComparisonRow = {
  label: string;
  /** By item id; an item that says nothing about it has no entry. */
  values: ReadonlyMap<number, string>;
};

/**
 * The items' specifications side by side: one row per label, in the order labels first appear, so that the
 * picker can show a table. Labels are matched without regard to case and surrounding blanks.
 */
export function compareItems(items: readonly Comparable[]): ComparisonRow[] {
  const rows = new Map<string, { label: string; values: Map<number, string> }>();
  for (const item of items) {
    for (const { label, value } of item.specification) {
      const key = label.trim().toLowerCase();
      const row = rows.get(key) ?? { label: label.trim(), values: new Map() };
      rows.set(key, row);
      // An item that repeats a label means both.
      const earlier = row.values.get(item.itemId);
      row.values.set(item.itemId, earlier === undefined ? value : `${earlier}, ${value}`);
    }
  }
  return [...rows.values()];
}
