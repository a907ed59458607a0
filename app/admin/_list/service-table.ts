import { readTableQuery, type TableQuery, type TableSpec } from '@/app/_tables/table-query';
import { accessMethods, holdReasons, serviceStatuses } from '@/lib/kit/words';
import {
  pushStates,
  type ServiceListQuery,
  serviceEnds,
  serviceOrders,
} from '@/lib/screens/admin/services';

export const serviceSpec: TableSpec = {
  id: 'services',
  sortable: serviceOrders,
  defaultSort: { column: 'id', direction: 'desc' },
  filters: ['status', 'reason', 'push', 'end', 'plan', 'router', 'access'],
};

/** Converts a table's address to the list's query. Unknown values are ignored, never refused. */
export function toServiceQuery({ filters, ...query }: TableQuery): ServiceListQuery {
  const chosen = (name: string) => filters[name] ?? [];
  const ids = (name: string) => chosen(name).filter((id) => /^\d{1,15}$/.test(id));
  return {
    ...query,
    sort: query.sort as NonNullable<ServiceListQuery['sort']>,
    statuses: serviceStatuses.filter((status) => chosen('status').includes(status)),
    reasons: holdReasons.filter((reason) => chosen('reason').includes(reason)),
    pushes: pushStates.filter((state) => chosen('push').includes(state)),
    ends: serviceEnds.filter((end) => chosen('end').includes(end)),
    itemIds: ids('plan'),
    routerIds: ids('router'),
    accessMethods: accessMethods.filter((method) => chosen('access').includes(method)),
  };
}

export function readServiceQuery(params: URLSearchParams): ServiceListQuery {
  return toServiceQuery(readTableQuery(serviceSpec, params));
}
