import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { listSamePerson, readPerson } from './lookups';

/**
 * Exports all data of a person as one JSON text, and audits the export. Passwords, session ids and the contents of
 * documents are excluded; documents are downloaded one by one.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function takeOutPerson(
  ctx: Ctx,
  { customerId }: { customerId: number },
): Promise<string> {
  requireStaff(ctx, 'customers.read');
  requireStaff(ctx, 'export');
  return inTransaction(ctx, async (tctx) => {
    const ids = await listSamePerson(tctx, customerId);
    found(ids[0]);
    await recordAudit(tctx, {
      action: 'customer.takeout',
      subject: { kind: 'customer', id: customerId },
      customerId,
    });
    return readPerson(tctx, { ids, head: { customerId, takenAt: ctx.now.toISOString() } });
  });
}
