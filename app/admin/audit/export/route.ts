import { csvResponse } from '@/app/_operator/csv-response';
import { staffRoute } from '@/app/_operator/staff-route';
import { readTableQuery } from '@/app/_tables/table-query';
import { recordExport } from '@/lib/customers/record-export';
import { streamAudit } from '@/lib/screens/admin/audit';
import { auditSpec, toAuditQuery } from '../_list/audit-query';

export const dynamic = 'force-dynamic';

const columns = [
  'id',
  'at',
  'actor',
  'actor_name',
  'action',
  'subject_kind',
  'subject_id',
  'customer_id',
  'reason',
  'before',
  'after',
];

/** The filtered log as CSV, streamed row by row. */
export const GET = staffRoute(['export', 'audit.read'], async (ctx, request) => {
  const { searchParams } = request.nextUrl;
  const entries = streamAudit(ctx, await toAuditQuery(readTableQuery(auditSpec, searchParams)));
  await recordExport(ctx, { list: 'audit', query: searchParams.toString() });
  async function* rows() {
    for await (const entry of entries) {
      yield [
        entry.entryId,
        entry.at.toISOString(),
        entry.actor.label,
        entry.actor.name,
        entry.action,
        entry.subject.kind,
        entry.subject.id,
        entry.customer?.id,
        entry.reason,
        jsonOf(entry.before),
        jsonOf(entry.after),
      ];
    }
  }
  return csvResponse({ columns, rows: rows(), fileName: 'audit-log.csv' });
});

function jsonOf(state: unknown): string {
  return state === null ? '' : JSON.stringify(state);
}
