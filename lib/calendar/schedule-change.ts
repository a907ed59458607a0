import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import { requirePlanTarget } from '@/lib/catalog/require-plan-target';
import { actorLabel, type Ctx } from '@/lib/context';
import { refuse, refuseField } from '@/lib/kit/errors';
import { isLocalDate, localDateOf } from '@/lib/kit/time';
import { lockService } from '@/lib/services/lock-service';
import { recordHistory } from '@/lib/services/record-history';
import { refuseStanding } from '@/lib/services/refuse-standing';
import { serviceCan } from '@/lib/services/rules';
import { packChange, ScheduledChange } from '@/lib/services/scheduled-change-input';
import { getSettings } from '@/lib/settings/get-settings';
import { insertScheduledChange } from './store';

export const ScheduleChange = z.object({
  serviceId: z.number().int().positive(),
  /** Takes effect at 00:00 of this business day. */
  effectiveDate: z.string().refine(isLocalDate, 'field_date'),
  change: ScheduledChange,
});
export type ScheduleChange = z.input<typeof ScheduleChange>;

/**
 * Schedules a change for a later day. Until then, no money moves and no router is updated. Refused where what is planned
 * already would keep it from happening, or the other way round.
 */
export async function scheduleChange(
  ctx: Ctx,
  input: ScheduleChange,
): Promise<{ changeId: number }> {
  requireStaff(ctx, 'services.write');
  const { serviceId, effectiveDate, change } = ScheduleChange.parse(input);
  if (change.kind === 'archive' && change.givesBack) requireStaff(ctx, 'orders.write');
  return inTransaction(ctx, async (tctx) => {
    const service = await lockService(tctx, serviceId);
    const { state, customerId, itemId } = service;
    const verdict = serviceCan.edit(state);
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    if (change.kind === 'plan')
      await requirePlanTarget(tctx, { itemId, targetItemId: change.itemId });
    const today = localDateOf(ctx.now, (await getSettings(tctx)).timeZone);
    if (effectiveDate <= today) refuseField('effectiveDate', 'scheduled_date_past');
    await refuseStanding(tctx, service, { day: effectiveDate, change });
    const changeId = await insertScheduledChange(tctx, {
      serviceId,
      customerId,
      effectiveDate,
      kind: change.kind,
      payload: packChange(change),
      actor: actorLabel(ctx.actor),
      createdAt: ctx.now,
    });
    await recordHistory(tctx, [
      {
        serviceId,
        customerId,
        action: 'change_scheduled',
        after: { changeId, effectiveDate, change: packChange(change) },
      },
    ]);
    await recordAudit(tctx, {
      action: 'service.schedule-change',
      subject: { kind: 'service', id: serviceId },
      customerId,
      after: { changeId, effectiveDate, change },
    });
    return { changeId };
  });
}
