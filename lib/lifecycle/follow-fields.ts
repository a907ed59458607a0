import { serviceNeverEnds } from '@/lib/catalog/rules/plan-end';
import type { TxCtx } from '@/lib/context';
import { refuse, refuseField } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import type { HoldReason } from '@/lib/kit/words';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { liftHolds } from '@/lib/services/lift-holds';
import type { LockedService } from '@/lib/services/lock-service';
import { findEndingTerms, findWaitedFor, listWaitChain } from '@/lib/services/lookups';
import type { ServiceFields } from '@/lib/services/service-input';
import { setHolds } from '@/lib/services/set-holds';
import { getSettings } from '@/lib/settings/get-settings';

type Change = { before: LockedService; fields: ServiceFields };

/**
 * Refuses fields that do not fit the service's state: once charged, a service cannot get a new start, a
 * service to wait for, or become one-time. Called under the service's lock, before any write.
 */
export async function requirePossibleFields(ctx: TxCtx, { before, fields }: Change): Promise<void> {
  const startDate = fields.startDate ?? before.startDate;
  const endDate = fields.endDate === undefined ? before.endDate : fields.endDate;
  if (endDate !== null && endDate < startDate) refuseField('endDate', 'end_before_start');
  if ((fields.startDate ?? before.startDate) !== before.startDate && !isUnpaid(before))
    refuseField('startDate', 'service_has_started');
  requirePossiblePeriod({ before, fields });
  await requireEnd(ctx, { before, fields });
  await requirePossibleWait(ctx, { before, fields });
}

/** Derives the holds from new dates and the service to wait for, and settles what has become due. */
export async function followFields(ctx: TxCtx, change: Change): Promise<void> {
  const serviceIds = [change.before.id];
  const lifted: number[] = [];
  for (const [reason, isHeld] of await holdsFromFields(ctx, change)) {
    if (isHeld) await setHolds(ctx, { serviceIds, reason });
    else lifted.push(...(await liftHolds(ctx, { serviceIds, reason })));
  }
  if (lifted.length > 0) await startOwedPeriods(ctx, serviceIds);
}

/** Returns the holds that the given fields decide, and whether each applies. */
async function holdsFromFields(
  ctx: TxCtx,
  { before, fields }: Change,
): Promise<Map<HoldReason, boolean>> {
  const today = localDateOf(ctx.now, (await getSettings(ctx)).timeZone);
  const { startDate, endDate, waitsForServiceId } = fields;
  const holds = new Map<HoldReason, boolean>();
  // A new end date in the future reopens an ended service; one in the past ends the service now.
  if (endDate !== undefined) holds.set('ended', endDate !== null && endDate < today);
  if (!isUnpaid(before)) return holds;
  if (startDate !== undefined) holds.set('not_started', startDate > today);
  if (waitsForServiceId !== undefined) {
    const target = await findWaitedFor(ctx, waitsForServiceId);
    holds.set('waiting', target !== null && !target.hasBegun);
  }
  return holds;
}

/** Returns whether the service was never charged, so that its first period can still start differently. */
function isUnpaid({ state }: LockedService): boolean {
  return state.holds.includes('unpaid');
}

function requirePossiblePeriod({ before, fields }: Change): void {
  const { recurrenceMode, intervalCount, intervalUnit } = fields;
  if ([recurrenceMode, intervalCount, intervalUnit].every((one) => one === undefined)) return;
  const count = fields.intervalCount === undefined ? before.intervalCount : fields.intervalCount;
  const unit = fields.intervalUnit === undefined ? before.intervalUnit : fields.intervalUnit;
  const mode = fields.recurrenceMode ?? before.recurrenceMode;
  if ((count === null) !== (unit === null)) refuseField('intervalCount', 'interval_incomplete');
  if (mode !== 'none' && count === null) refuseField('intervalCount', 'interval_required');
  if ((count === null) !== (before.intervalCount === null) && !isUnpaid(before))
    refuseField('intervalCount', 'interval_of_charged_service');
}

/**
 * Refuses fields that would leave a service without an end. A service that already has none can still be
 * changed otherwise.
 */
async function requireEnd(ctx: TxCtx, { before, fields }: Change): Promise<void> {
  if (fields.endDate === undefined && fields.intervalCount === undefined) return;
  const terms = await findEndingTerms(ctx, before.itemVersionId);
  const { intervalCount = before.intervalCount, endDate = before.endDate } = fields;
  const isEndless = serviceNeverEnds({ ...terms, intervalCount, endDate });
  if (!isEndless || serviceNeverEnds({ ...before, ...terms })) return;
  refuseField(fields.endDate === undefined ? 'intervalCount' : 'endDate', 'service_never_ends');
}

async function requirePossibleWait(ctx: TxCtx, { before, fields }: Change): Promise<void> {
  const { waitsForServiceId } = fields;
  if (waitsForServiceId === undefined || waitsForServiceId === before.waitsForServiceId) return;
  if (waitsForServiceId === null) return;
  if (!isUnpaid(before)) refuse('invalid-state', 'service_has_started');
  const target = await findWaitedFor(ctx, waitsForServiceId);
  if (target?.customerId !== before.customerId)
    refuseField('waitsForServiceId', 'waits_for_unknown');
  if ((await listWaitChain(ctx, waitsForServiceId)).includes(before.id))
    refuseField('waitsForServiceId', 'waits_for_circle');
}
