import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { serviceNetworks, services } from '@/db/schema/services';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff, requireStaffOrSystem } from '@/lib/authorise/authorise';
import { giveBack } from '@/lib/charges/give-back';
import type { Ctx, TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { endRecurrence } from '@/lib/recurrence/end-recurrence';
import { listBillingTerms } from '@/lib/recurrence/lookups';
import { lockService } from '@/lib/services/lock-service';
import { recordHistory } from '@/lib/services/record-history';
import { serviceCan } from '@/lib/services/rules';
import { getSettings } from '@/lib/settings/get-settings';
import { findArchiveRefund } from './lookups';
import { startLoginSuccessors } from './start-login-successors';
import { cancelPendingChanges } from './store';

/** A confirmed amount is given back as shown for as long as a quote is valid. */
const SHOWN_MS = 15 * 60_000;

export const ArchiveService = z.object({
  serviceId: z.number().int().positive(),
  reason: z.string().trim().min(1, 'reason_required').max(500, 'field_too_long'),
  /** What the person who archives it saw and gives back, in minor units, and the moment for which it was worked out. */
  refund: z.object({ minor: z.bigint().positive(), at: z.date() }).optional(),
});

/**
 * Archives a service permanently: its login, addresses and networks are freed, its history stays. What it gives back of
 * its paid period is credited to the account that paid.
 * @throws DomainError `archive_refund_changed` if that is no longer the amount that was shown
 */
export async function archiveService(
  ctx: Ctx,
  input: z.infer<typeof ArchiveService>,
): Promise<void> {
  requireStaffOrSystem(ctx, 'services.write');
  const { serviceId, reason, refund } = ArchiveService.parse(input);
  if (refund && ctx.actor.kind === 'staff') requireStaff(ctx, 'orders.write');
  await inTransaction(ctx, async (tctx) => {
    const { state, customerId, login } = await lockService(tctx, serviceId);
    const verdict = serviceCan.archive(state);
    if (!verdict.allowed) refuse('invalid-state', verdict.why);
    const stood = refund
      ? await giveBackUnused(tctx, { serviceId, customerId, refund })
      : undefined;
    await endRecurrence(tctx, serviceId, stood);
    await cancelPendingChanges(tctx, serviceId);
    await tctx.tx.delete(serviceNetworks).where(eq(serviceNetworks.serviceId, serviceId));
    await tctx.tx
      .update(services)
      .set({ archivedAt: ctx.now, updatedAt: ctx.now })
      .where(eq(services.id, serviceId));
    await recordHistory(tctx, [{ serviceId, customerId, action: 'archived', reason }]);
    await startLoginSuccessors(tctx, login);
    await recordAudit(tctx, {
      action: 'service.archive',
      subject: { kind: 'service', id: serviceId },
      customerId,
      reason,
      ...(refund ? { after: { refundMinor: refund.minor } } : {}),
    });
  });
}

type GiveBackUnused = {
  serviceId: number;
  customerId: number;
  refund: { minor: bigint; at: Date };
};

/** Gives back exactly what was shown, and returns the period if it stood still. */
async function giveBackUnused(
  ctx: TxCtx,
  { serviceId, customerId, refund: shown }: GiveBackUnused,
): Promise<{ index: number; since: Date } | undefined> {
  const age = ctx.now.getTime() - shown.at.getTime();
  const isFresh = age >= 0 && age <= SHOWN_MS;
  const due = isFresh ? await findArchiveRefund({ ...ctx, now: shown.at }, serviceId) : null;
  if (!due || due.refund.grossMinor !== shown.minor)
    return refuseRefund(ctx, { serviceId, minor: shown.minor });
  const { refund, period, stoodSince } = due;
  const { grossMinor, taxMinor, account, part, from: startsAt } = refund;
  const [terms] = await listBillingTerms(ctx, [serviceId]);
  await giveBack(ctx, {
    ...{ orderId: null, customerId, serviceId, text: terms?.itemName ?? '' },
    ...{ grossMinor, taxMinor, account, period, part, startsAt, endsAt: period.endsAt },
    causeKey: `archive:${serviceId}:unused`,
  });
  return stoodSince ? { index: period.index, since: stoodSince } : undefined;
}

/** Refuses with the amount that was shown and the one that comes back now. */
async function refuseRefund(
  ctx: TxCtx,
  { serviceId, minor }: { serviceId: number; minor: bigint },
): Promise<never> {
  const { currency } = await getSettings(ctx);
  const now = (await findArchiveRefund(ctx, serviceId))?.refund.grossMinor ?? 0n;
  return refuse('conflict', 'archive_refund_changed', {
    was: { minor, currency },
    now: { minor: now, currency },
  });
}
