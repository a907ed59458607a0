/** Tables that service records refer to by id. */
export type NameTable = 'router' | 'site' | 'pool' | 'item' | 'version';

/** The fields that contain such an id. */
export const nameKeys: Record<string, NameTable> = {
  routerId: 'router',
  siteId: 'site',
  ipv4PoolId: 'pool',
  itemId: 'item',
  itemVersionId: 'version',
};

/** Collects every id in the records, at any depth. */
export function idsIn(records: readonly unknown[]): Record<NameTable, Set<number>> {
  const ids: Record<NameTable, Set<number>> = {
    router: new Set(),
    site: new Set(),
    pool: new Set(),
    item: new Set(),
    version: new Set(),
  };
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      const table = nameKeys[key];
      if (table !== undefined && Number.isSafeInteger(value)) ids[table].add(value as number);
      else walk(value);
    }
  };
  for (const record of records) walk(record);
  return ids;
}
