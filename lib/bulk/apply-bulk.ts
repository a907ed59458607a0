import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { changeCustomerLabel } from '@/lib/customers/change-customer-label';
import { DomainError, type RefusalParams } from '@/lib/kit/errors';
import { changeCustomerStatus } from '@/lib/lifecycle/change-customer-status';
import { stopService, unstopService } from '@/lib/lifecycle/stop-service';
import { bulkSubject } from '@/lib/lists/bulk-subject';
import { BulkAct, bulkRight } from './bulk-input';
import { findStarter, isDoneAlready } from './lookups';
import {
  claimRow,
  closeRow,
  finishRun,
  getRun,
  listPendingSubjects,
  type RowOutcome,
} from './store';

/** Rows processed per call, each in its own transaction. */
const PER_CALL = 100;

/**
 * Processes the next rows of a bulk action as the staff member who started it, with their current rights. A row
 * changes and leaves `pending` in the same transaction, so repeated, concurrent or killed calls process each row
 * exactly once. A refused row stores its reason and does not block the others.
 */
export async function applyBulk(
  ctx: Ctx,
  { bulkId, limit = PER_CALL }: { bulkId: string; limit?: number },
): Promise<{ settled: number; more: boolean }> {
  // A baseline check before any read: which right the action needs is only known from the run.
  requireStaffOrSystem(ctx, 'customers.read');
  const run = await getRun(ctx, bulkId);
  const what = BulkAct.parse({ ...(run.input as object), act: run.act });
  requireStaffOrSystem(ctx, bulkRight[bulkSubject[what.act]]);
  const starter = await findStarter(ctx, run.createdByUserId);
  const pending = await listPendingSubjects(ctx, { bulkId, limit });
  let settled = 0;
  for (const subjectId of pending) {
    const isSettled = await inTransaction(ctx, async (tctx) => {
      if (!(await claimRow(tctx, { bulkId, subjectId }))) return false;
      const outcome = starter
        ? await changeOne({ ...tctx, actor: starter }, what, subjectId)
        : ({ state: 'refused', reason: 'forbidden' } as const);
      await closeRow(tctx, { bulkId, subjectId }, outcome);
      return true;
    });
    if (isSettled) settled += 1;
  }
  if (pending.length === limit) return { settled, more: true };
  const isFinished = await inTransaction(ctx, (tctx) => finishRun(tctx, bulkId));
  return { settled, more: !isFinished };
}

async function changeOne(ctx: TxCtx, what: BulkAct, subjectId: number): Promise<RowOutcome> {
  try {
    // A savepoint, so that a refusal rolls back the change but the row can still be marked.
    return await ctx.tx.transaction(async (tx): Promise<RowOutcome> => {
      const tctx = { ...ctx, tx };
      if (await isDoneAlready(tctx, what, subjectId)) return { state: 'unchanged' };
      await perform(tctx, what, subjectId);
      return { state: 'done' };
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { state: 'refused', reason: error.key, reasonParams: plain(error.params) };
  }
}

async function perform(ctx: TxCtx, what: BulkAct, subjectId: number): Promise<void> {
  switch (what.act) {
    case 'customer_status':
      return changeCustomerStatus(ctx, { ...what, customerId: subjectId });
    case 'label_put':
    case 'label_taken':
      return changeCustomerLabel(ctx, {
        customerId: subjectId,
        label: what.label,
        isPut: what.act === 'label_put',
      });
    case 'service_hold':
      return stopService(ctx, { ...what, serviceId: subjectId });
    case 'service_lift':
      return unstopService(ctx, { ...what, serviceId: subjectId });
  }
}

function plain(params: RefusalParams): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : String(value),
    ]),
  );
}
