import type { ParsedItem } from '@/lib/catalog/item-input';

/** The existing items, and the records that rows refer to by name. */
export type ImportWorld = {
  exponent: number;
  categories: ReadonlyMap<string, number>;
  sites: ReadonlyMap<string, number>;
  /** Those of the file's customers that exist. */
  customerIds: ReadonlySet<number>;
  items: ReadonlyMap<string, KnownItem>;
};

export type KnownItem = ParsedItem & { itemId: number; versionId: number };
