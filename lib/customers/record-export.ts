import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/** Audits the export of a list of personal data, before the first row is sent. */
export async function recordExport(
  ctx: Ctx,
  { list, query }: { list: 'customers' | 'services' | 'top-ups' | 'audit'; query: string },
): Promise<void> {
  requireStaff(ctx, 'export');
  await inTransaction(ctx, (tctx) =>
    recordAudit(tctx, {
      action: `${list}.export`,
      subject: { kind: 'list', id: list },
      after: { query: query.slice(0, 2_000) },
    }),
  );
}
