import type { TableQuery, TableSpec } from '@/app/_tables/table-query';
import type { CatalogueQuery } from '@/lib/screens/admin/catalogue';

export const catalogueSpec: TableSpec = {
  id: 'catalogue',
  sortable: ['name', 'price', 'services'],
  defaultSort: { column: 'name', direction: 'asc' },
  filters: ['status', 'kind', 'category'],
};

const columns = ['name', 'price', 'services'] as const;

/** Converts the table's address to the catalogue's query. */
export function toCatalogueQuery(query: TableQuery): CatalogueQuery {
  const { filters, sort, after, before, search } = query;
  const column = columns.find((name) => name === sort.column) ?? 'name';
  return {
    search,
    statuses: filters['status'] ?? [],
    kinds: filters['kind'] ?? [],
    categoryIds: (filters['category'] ?? []).map(Number).filter(Number.isSafeInteger),
    sort: { column, direction: sort.direction },
    page: pageOf(after ?? before),
  };
}

function pageOf(cursor: string | undefined): number {
  return cursor !== undefined && /^\d{1,4}$/.test(cursor) ? Number(cursor) : 0;
}
