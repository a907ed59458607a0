import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { bulkRows, bulkRuns } from '@/db/schema/bulk';
import { inTransaction } from '@/db/transaction';
import { claimForm } from '@/lib/audit/claim-form';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import { actorLabel, type Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { ownedId } from '@/lib/kit/ids';
import { bulkSubject } from '@/lib/lists/bulk-subject';
import { allMatchingCustomers, type CustomerListQuery } from '@/lib/screens/admin/customers';
import { allMatchingServices, type ServiceListQuery } from '@/lib/screens/admin/services';
import { BulkAct, bulkRight } from './bulk-input';

/** Individually selected rows, or every row that a list query matches. */
export type BulkSelection =
  | { ids: readonly number[] }
  | { customers: CustomerListQuery }
  | { services: ServiceListQuery };

const Ids = z.array(z.number().int().positive()).min(1).max(1_000);

/**
 * Stores the affected rows and queues a job to process them. The selection is fixed here: rows that match later are
 * not touched. `bulkId` is the idempotency key: repeating the same action is a no-op, a different action under the
 * same id is refused.
 */
export async function startBulk(
  ctx: Ctx,
  input: { bulkId: string; act: BulkAct; selection: BulkSelection },
): Promise<{ bulkId: string; rows: number }> {
  const key = z.uuid().parse(input.bulkId);
  const { act, ...details } = BulkAct.parse(input.act);
  const subject = bulkSubject[act];
  const { userId } = requireStaff(ctx, bulkRight[subject]);
  const bulkId = ownedId('bulk', actorLabel(ctx.actor), key);
  return inTransaction(ctx, async (tctx) => {
    await claimForm(tctx, { id: bulkId, asked: [act, details, input.selection] });
    const [run] = await tctx.tx
      .insert(bulkRuns)
      .values({ id: bulkId, act, input: details, createdAt: ctx.now, createdByUserId: userId })
      .onConflictDoNothing({ target: bulkRuns.id })
      .returning({ id: bulkRuns.id });
    if (!run) return { bulkId, rows: 0 };
    const rows = await tctx.tx.execute(sql`
      insert into ${bulkRows} (bulk_id, subject_id)
      select ${bulkId}, id from (${subjectsOf(subject, input.selection)}) chosen returning 1`);
    await recordAudit(tctx, {
      action: `bulk.${act}`,
      subject: { kind: 'bulk', id: bulkId },
      after: { ...details, rows: rows.length },
    });
    const event = { name: 'bulk/started' as const, data: { bulkId }, id: `bulk/started:${bulkId}` };
    await emitEvents(tctx, [event]);
    return { bulkId, rows: rows.length };
  });
}

function subjectsOf(subject: 'customer' | 'service', selection: BulkSelection): SQL {
  if ('ids' in selection) {
    const table = subject === 'customer' ? sql`customers` : sql`services`;
    return sql`select id from ${table} where id in ${Ids.parse(selection.ids)}`;
  }
  if (subject === 'customer' && 'customers' in selection)
    return allMatchingCustomers(selection.customers);
  if (subject === 'service' && 'services' in selection)
    return allMatchingServices(selection.services);
  throw new Error('a bulk act on the rows of another list');
}
