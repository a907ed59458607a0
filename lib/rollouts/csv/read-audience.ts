import type { ParsedItem } from '@/lib/catalog/item-input';
import { type CellProblem, type Cells, cellOf } from '@/lib/lists/csv';
import { packsCodec, readNames } from './codecs';
import type { ImportWorld, KnownItem } from './import-world';

type Audience = Pick<
  ParsedItem,
  'categoryId' | 'siteIds' | 'labels' | 'customerIds' | 'targetItemIds'
> & { packs: unknown; targets: string[] | undefined };

/**
 * Parses where and to whom the item is sold, what its subscribers may change to, and its packs. A missing column
 * keeps the item's values. Targets stay names, because they may be items of the same file.
 */
export function readAudience(
  cells: Cells,
  {
    world,
    known,
    problems,
  }: { world: ImportWorld; known: KnownItem | undefined; problems: CellProblem[] },
): Audience {
  const unknown = (column: string, what: string, name: string): number[] => {
    problems.push({ column, key: 'csv_unknown_name', params: { what, name } });
    return [];
  };
  const list = (column: string) => {
    const cell = cellOf(cells, column);
    return cell === undefined ? undefined : readNames(cell);
  };
  const category = cellOf(cells, 'category');
  const categoryId = category ? world.categories.get(category) : null;
  if (category && categoryId === undefined) unknown('category', 'category', category);
  const targets = list('changes_to');
  return {
    categoryId: category === undefined ? (known?.categoryId ?? null) : (categoryId ?? null),
    siteIds:
      list('sites')?.flatMap((name) => world.sites.get(name) ?? unknown('sites', 'site', name)) ??
      known?.siteIds ??
      [],
    labels: list('labels') ?? known?.labels ?? [],
    customerIds:
      list('customers')?.flatMap((name) => {
        const customerId = /^#?\d{1,15}$/.test(name) ? Number(name.replace('#', '')) : 0;
        return world.customerIds.has(customerId)
          ? customerId
          : unknown('customers', 'customer', name);
      }) ??
      known?.customerIds ??
      [],
    targets,
    targetItemIds:
      targets?.flatMap((name) => world.items.get(name)?.itemId ?? []) ?? known?.targetItemIds ?? [],
    packs: readPacks(cells, { world, known, problems }),
  };
}

function readPacks(
  cells: Cells,
  {
    world,
    known,
    problems,
  }: { world: ImportWorld; known: KnownItem | undefined; problems: CellProblem[] },
): unknown {
  const cell = cellOf(cells, 'packs');
  if (cell === undefined) return known?.packs ?? [];
  const result = packsCodec(world.exponent).read(cell);
  if (result.ok) return result.value;
  problems.push({ column: 'packs', key: result.key });
  return [];
}
