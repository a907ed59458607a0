import type { TableQuery, TableSpec } from '@/app/_tables/table-query';
import { type ServiceStatus, serviceStatuses } from '@/lib/kit/words';
import type { MapListFilter } from '@/lib/screens/admin/map';

export const MAP_PATH = '/admin/map';

export const mapSpec: TableSpec = {
  id: 'map',
  sortable: [],
  defaultSort: { column: 'id', direction: 'asc' },
  filters: ['status', 'place'],
};

/** Statuses of services on the map; archived ones are not installed any more. */
export const mapStatuses = serviceStatuses.filter((status) => status !== 'archived');

/** Converts the address to a filter; unknown values are dropped. */
export function toMapFilter(query: TableQuery): MapListFilter {
  const places = query.filters['place'] ?? [];
  const isStatus = (word: string): word is ServiceStatus =>
    mapStatuses.some((status) => status === word);
  return {
    search: query.search,
    statuses: (query.filters['status'] ?? []).filter(isStatus),
    after: query.after,
    before: query.before,
    ...(places.length === 1 ? { located: places[0] === 'yes' } : {}),
  };
}
