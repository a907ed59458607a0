import 'server-only';
import { getOperator } from '@/app/_operator/operator';
import type { TableQuery, TableSpec } from '@/app/_tables/table-query';
import type { AuditQuery } from '@/lib/screens/admin/audit';

export const auditSpec: TableSpec = {
  id: 'audit',
  sortable: [],
  defaultSort: { column: 'at', direction: 'desc' },
  filters: ['actor', 'action', 'subject', 'customer', 'from', 'until'],
};

/** Converts the address to a query, with days in the operator's zone. */
export async function toAuditQuery(query: TableQuery): Promise<AuditQuery> {
  const { timeZone } = await getOperator();
  const { filters, after, before } = query;
  const customer = filters['customer']?.[0];
  return {
    actors: [...(filters['actor'] ?? [])],
    actions: [...(filters['action'] ?? [])],
    subject: filters['subject']?.[0]?.slice(0, 100),
    customerId: customer && /^[1-9]\d{0,14}$/.test(customer) ? Number(customer) : undefined,
    from: filters['from']?.[0],
    until: filters['until']?.[0],
    timeZone,
    after,
    before,
  };
}
