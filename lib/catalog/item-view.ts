import type { catalogItems, catalogItemVersions } from '@/db/schema/catalog';

/** An item with its current terms, as shown in the picker and to staff. */
export type ItemView = {
  itemId: number;
  name: string;
  kind: (typeof catalogItems.$inferSelect)['kind'];
  status: (typeof catalogItems.$inferSelect)['status'];
  categoryId: number | null;
  terms: Omit<typeof catalogItemVersions.$inferSelect, 'itemId' | 'createdAt' | 'createdByUserId'>;
};

export type PackView = {
  packId: number;
  name: string;
  dataBytes: bigint;
  priceMinor: bigint;
  validDays: number | null;
  perPeriodMax: number | null;
};
