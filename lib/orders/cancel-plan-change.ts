import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { forgetNextVersion } from '@/lib/recurrence/replace-period';
import { type LockedService, lockService } from '@/lib/services/lock-service';
import { getItemOfVersion } from '@/lib/services/lookups';
import { recordHistory } from '@/lib/services/record-history';
import { decideCancel } from '@/lib/services/rules/planned-change';
import { listNextCharges } from './lookups/next-charges';
import { chargeAhead, requireAsShown, ShownCharge } from './shown-charge';

const id = z.number().int().positive();

export const CancelPlanChange = z.object({
  serviceId: id,
  /** The planned terms shown to the user; a different plan chosen since is not cancelled. */
  itemVersionId: id,
  /** The next charge without that change, where the page named it; the cancellation is refused if it is another one. */
  shown: ShownCharge.optional(),
});

/**
 * Cancels a plan change that waits for the end of the paid period; nothing was charged for it. Subscribers
 * can cancel changes planned by subscribers, staff any change. Idempotent.
 * @throws DomainError `not-found` | `forbidden` | `invalid-state` after the change took effect | `conflict`, also
 * if what follows is not as shown
 */
export async function cancelPlanChange(
  ctx: Ctx,
  input: z.infer<typeof CancelPlanChange>,
): Promise<void> {
  const { serviceId, itemVersionId, shown } = CancelPlanChange.parse(input);
  await inTransaction(ctx, async (tctx) => {
    // Locks the schedule, so that the renewal that applies the plan runs before or after, never at the same
    // time.
    const service = await lockService(tctx, serviceId);
    requireCustomerAccess(ctx, service.customerId, 'orders.write');
    const verdict = decideCancel(service, {
      itemVersionId,
      isOwnPlan: (await getItemOfVersion(tctx, itemVersionId)) === service.itemId,
      isSubscriber: ctx.actor.kind === 'subscriber',
    });
    if (verdict.kind === 'refuse') refuse(verdict.code, verdict.why);
    if (verdict.kind !== 'cancel') return;
    await cancel(tctx, service);
    if (shown === undefined) return;
    const charge = found((await listNextCharges(tctx, [serviceId])).get(serviceId));
    await requireAsShown(tctx, shown, chargeAhead(tctx.now, charge));
  });
}

async function cancel(ctx: TxCtx, service: LockedService): Promise<void> {
  const { id: serviceId, customerId, nextItemVersionId, nextPlannedBy } = service;
  await forgetNextVersion(ctx, serviceId);
  const before = { itemVersionId: nextItemVersionId };
  await recordHistory(ctx, [
    {
      serviceId,
      customerId,
      action: 'plan_change_cancelled',
      before,
      after: { plannedBy: nextPlannedBy },
    },
  ]);
  await recordAudit(ctx, {
    action: 'service.cancel-plan-change',
    subject: { kind: 'service', id: serviceId },
    customerId,
    before,
  });
}
