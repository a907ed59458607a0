import { readTableQuery, type TableQuery, type TableSpec } from '@/app/_tables/table-query';
import { customerStatuses, serviceStatuses } from '@/lib/kit/words';
import { type CustomerListQuery, customerOrders } from '@/lib/screens/admin/customers';

export const customerSpec: TableSpec = {
  id: 'customers',
  sortable: customerOrders,
  defaultSort: { column: 'name', direction: 'asc' },
  filters: ['status', 'service', 'site', 'label', 'below'],
};

/** Converts a table's address to the list's query. Unknown values are ignored, never refused. */
export function toCustomerQuery({ filters, ...query }: TableQuery): CustomerListQuery {
  const chosen = (name: string) => filters[name] ?? [];
  return {
    ...query,
    sort: query.sort as NonNullable<CustomerListQuery['sort']>,
    statuses: customerStatuses.filter((status) => chosen('status').includes(status)),
    serviceStatuses: serviceStatuses.filter((status) => chosen('service').includes(status)),
    siteIds: chosen('site').filter((id) => /^\d{1,15}$/.test(id)),
    labels: chosen('label').filter((label) => label.length <= 60),
    balanceBelowMinor: highest(chosen('below')),
  };
}

export function customerQueryFrom(text: string): CustomerListQuery {
  return toCustomerQuery(readTableQuery(customerSpec, new URLSearchParams(text)));
}

function highest(values: readonly string[]): bigint | null {
  const amounts = values.filter((text) => /^-?\d{1,15}$/.test(text)).map(BigInt);
  return amounts.reduce<bigint | null>(
    (most, amount) => (most === null || amount > most ? amount : most),
    null,
  );
}
