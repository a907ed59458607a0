import { type SQL, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { idsIn, type NameTable, nameKeys } from '@/lib/services/rules/references';

/** Names by table and id; deleted rows have no name. */
export type ServiceNames = Record<NameTable, ReadonlyMap<number, string>>;

/** Returns the names of everything that records of changes refer to by id. */
export async function listServiceNames(
  ctx: Ctx,
  records: readonly unknown[],
): Promise<ServiceNames> {
  requireStaff(ctx, 'services.read');
  const ids = idsIn(records);
  const namesOf = (table: NameTable) => readNames(ctx, selectNames[table], [...ids[table]]);
  const [router, site, pool, item, version] = await Promise.all([
    namesOf('router'),
    namesOf('site'),
    namesOf('pool'),
    namesOf('item'),
    namesOf('version'),
  ]);
  return { router, site, pool, item, version };
}

async function readNames(
  ctx: Ctx,
  select: SQL,
  ids: readonly number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await readDb(ctx).execute<{ id: number; name: string }>(sql`${select} in ${ids}`);
  return new Map(rows.map((row) => [row.id, row.name]));
}

const selectNames = {
  router: sql`select id::int as id, name from routers where id`,
  site: sql`select id::int as id, name from sites where id`,
  pool: sql`select id::int as id, name from ip_pools where id`,
  item: sql`select id::int as id, name from catalog_items where id`,
  version: sql`select v.id::int as id, i.name || ' (' || v.version || ')' as name
    from catalog_item_versions v join catalog_items i on i.id = v.item_id where v.id`,
} satisfies Record<NameTable, SQL>;

/** Returns the name that a field refers to; undefined for a field that is not a reference. */
export function nameOfReference(
  names: ServiceNames,
  field: string,
  value: unknown,
): string | undefined {
  const table = nameKeys[field];
  if (table === undefined || typeof value !== 'number') return undefined;
  return names[table].get(value) ?? `#${value}`;
}
