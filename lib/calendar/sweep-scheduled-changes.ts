import { readFault } from '@/db/read-fault';
import { inTransaction, readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { holdCustomer } from '@/lib/customers/hold-customer';
import { DomainError } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import { holdBit } from '@/lib/kit/words';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { changeService } from '@/lib/lifecycle/change-service';
import { findArchiveRefund } from '@/lib/lifecycle/lookups';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { stopService, unstopService } from '@/lib/lifecycle/stop-service';
import { changePlanNow } from '@/lib/orders/change-plan-now';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { closeScheduledChange } from '@/lib/services/close-scheduled-change';
import { lockService } from '@/lib/services/lock-service';
import { findServiceOfChange } from '@/lib/services/lookups';
import { recordHistory } from '@/lib/services/record-history';
import { type ScheduledChange, unpackChange } from '@/lib/services/scheduled-change-input';
import { getSettings } from '@/lib/settings/get-settings';
import { findWait, listDueChangeIds, lockScheduledChange, noteDefect } from './store';

const PER_CALL = 500;
const SHORT = holdBit('unpaid') | holdBit('no_credit');

export type ChangesSweep = { applied: number; failed: number; more: boolean };

/**
 * Applies due changes in order of their days, each once and in its own transaction. A change that is no
 * longer possible is marked as failed, with the reason for staff. A change waits for what will end without it: a router
 * that cannot be told, a refusal of its router, a pause that ends today. Idempotent: late or duplicate runs find nothing
 * to do. A defect in one change does not stop the others.
 * @throws AggregateError after the run, with all unexpected errors; those changes stay pending
 */
export async function sweepScheduledChanges(ctx: Ctx): Promise<ChangesSweep> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const today = localDateOf(ctx.now, (await getSettings(ctx)).timeZone);
  const ids = await listDueChangeIds(readDb(ctx), { today, limit: PER_CALL });
  const result: ChangesSweep = { applied: 0, failed: 0, more: ids.length === PER_CALL };
  const defects: unknown[] = [];
  for (const id of ids) {
    try {
      const outcome = await inTransaction(ctx, (tctx) => applyOne(tctx, id, today));
      if (outcome) result[outcome] += 1;
    } catch (error) {
      defects.push(error);
      // After two days with a defect its service is charged as it is (`isForCalendar`).
      if (!readFault(error).isPassing)
        await inTransaction(ctx, (tctx) => noteDefect(tctx, id)).catch((e) => defects.push(e));
    }
  }
  if (defects.length > 0) throw new AggregateError(defects, 'scheduled changes with a defect');
  return result;
}

/**
 * Locks in the usual order, services first: a plan change drops planned prices under the same lock, so no
 * price change is applied at the same time.
 */
async function lockServiceOfChange(ctx: TxCtx, changeId: number): Promise<void> {
  const service = await findServiceOfChange(ctx, changeId);
  if (!service) return;
  await holdCustomer(ctx, service.customerId);
  await lockService(ctx, service.serviceId);
}

async function applyOne(
  ctx: TxCtx,
  changeId: number,
  today: string,
): Promise<'applied' | 'failed' | null> {
  await lockServiceOfChange(ctx, changeId);
  const row = await lockScheduledChange(ctx, changeId);
  if (row?.state !== 'pending') return null;
  const { serviceId, customerId, actor: plannedBy } = row;
  const history = { serviceId, customerId, after: { changeId, plannedBy } };
  try {
    // The savepoint rolls back only the refused change, so that its failure can be recorded.
    await ctx.tx.transaction(async (tx) => {
      await recordHistory({ ...ctx, tx }, [{ ...history, action: 'change_applied' }]);
      // Before it is performed, so that what it starts does not wait for it.
      await closeScheduledChange({ ...ctx, tx }, changeId, { state: 'applied' });
      await perform({ ...ctx, tx }, { ...row, change: unpackChange(row.payload) });
    });
    await startWaiting(ctx, serviceId);
    return 'applied';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const failure = error.key;
    // The wait began after the due changes were listed.
    if ((await findWait(ctx, { changeId, today })) !== null) return null;
    await recordHistory(ctx, [
      { ...history, action: 'change_failed', after: { ...history.after, failure } },
    ]);
    await closeScheduledChange(ctx, changeId, { state: 'failed', failure });
    await startWaiting(ctx, serviceId);
    return 'failed';
  }
}

/** Starts what credit came for while the change was due: it waited for this decision. */
async function startWaiting(ctx: TxCtx, serviceId: number): Promise<void> {
  const { holds } = await lockService(ctx, serviceId);
  if ((holds & SHORT) !== 0) await startOwedPeriods(ctx, [serviceId]);
}

async function perform(
  ctx: TxCtx,
  {
    id,
    serviceId,
    customerId,
    effectiveDate,
    change,
  }: {
    id: number;
    serviceId: number;
    customerId: number;
    effectiveDate: string;
    change: ScheduledChange;
  },
): Promise<void> {
  switch (change.kind) {
    case 'fields': {
      const { kind: _kind, network, ...rest } = change;
      return changeService(ctx, {
        serviceId,
        ...rest,
        ...(network ? { network: { ...network, password: null } } : {}),
      });
    }
    case 'plan':
      return changePlanNow(ctx, {
        orderKey: `scheduled-change:${id}`,
        customerId,
        serviceId,
        itemId: change.itemId,
        plannedFor: effectiveDate,
      });
    case 'stop':
      return stopService(ctx, { serviceId, hold: change.hold, reason: change.reason });
    case 'unstop':
      return unstopService(ctx, { serviceId, hold: change.hold, reason: change.reason });
    case 'pause':
      await pauseService(ctx, { serviceId, until: change.until });
      return;
    case 'resume':
      return resumeService(ctx, { serviceId });
    case 'archive':
      return archiveAsPlanned(ctx, { serviceId, ...change });
  }
}

/** Gives back what is unused now, if that was said when it was planned. */
async function archiveAsPlanned(
  ctx: TxCtx,
  {
    serviceId,
    reason,
    givesBack,
  }: { serviceId: number; reason: string; givesBack?: boolean | undefined },
): Promise<void> {
  const due = givesBack ? await findArchiveRefund(ctx, serviceId) : null;
  const refund = due ? { minor: due.refund.grossMinor, at: ctx.now } : undefined;
  await archiveService(ctx, { serviceId, reason, refund });
}
