import type { TableQuery, TableSpec } from '@/app/_tables/table-query';
import { nextTermsKinds, scheduledChangeKinds, scheduledChangeStates } from '@/lib/kit/words';
import type { ScheduledChangeQuery } from '@/lib/screens/admin/scheduled';

export const scheduledSpec: TableSpec = {
  id: 'scheduled',
  sortable: ['day'],
  defaultSort: { column: 'day', direction: 'asc' },
  filters: ['state', 'kind'],
};

/** Converts a table's address to the list's query. Unknown values are ignored, never refused. */
export function toScheduledQuery({ filters, sort, ...query }: TableQuery): ScheduledChangeQuery {
  return {
    ...query,
    direction: sort.direction,
    states: scheduledChangeStates.filter((state) => filters['state']?.includes(state)),
    kinds: [...scheduledChangeKinds, ...nextTermsKinds].filter((kind) =>
      filters['kind']?.includes(kind),
    ),
  };
}
