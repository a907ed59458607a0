import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse, refuseField } from '@/lib/kit/errors';
import { isLocalDate, localDateOf } from '@/lib/kit/time';
import { lockService } from '@/lib/services/lock-service';
import { countPausesSince, getPauseTerms } from '@/lib/services/lookups';
import { isFrozen } from '@/lib/services/lookups/connection';
import { refuseStanding } from '@/lib/services/refuse-standing';
import { serviceCan } from '@/lib/services/rules';
import { setHolds } from '@/lib/services/set-holds';
import { getSettings } from '@/lib/settings/get-settings';
import { decidePause, type PauseTerms } from './rules/pause';

export const PauseService = z.object({
  serviceId: z.number().int().positive(),
  /**
   * Business day on which the service resumes; null means after the plan's longest pause, or when staff
   * resume it.
   */
  until: z.string().refine(isLocalDate, 'field_date').nullable(),
  reason: z.string().trim().max(500, 'field_too_long').optional(),
});
export type PauseService = z.infer<typeof PauseService>;

/**
 * Pauses a service; paid time and data are kept until it resumes. Only subscribers are bound by the plan's
 * limits.
 */
export async function pauseService(
  ctx: Ctx,
  input: PauseService,
): Promise<{ until: string | null }> {
  const { serviceId, until: wished, reason } = PauseService.parse(input);
  return inTransaction(ctx, async (tctx) => {
    const service = await lockService(tctx, serviceId);
    requireCustomerAccess(ctx, service.customerId, 'services.write');
    const possible = serviceCan.pause(service.state);
    if (!possible.allowed) refuse('invalid-state', possible.why);
    // Its router is not told and goes on serving it, so its time would stand still for nothing.
    if (await isFrozen(tctx, serviceId)) refuse('invalid-state', 'pause_not_now');
    const today = localDateOf(ctx.now, (await getSettings(tctx)).timeZone);
    const terms =
      ctx.actor.kind === 'subscriber' ? await getPauseTerms(tctx, service.itemVersionId) : null;
    const usedThisYear = await countPausesSince(tctx, {
      serviceId,
      day: `${today.slice(0, 4)}-01-01`,
    });
    const verdict = decidePause(terms, { today, until: wished, usedThisYear });
    if (!verdict.allowed) refusePause(verdict.why, terms);
    await refuseStanding(tctx, service, {
      ...{ day: today, isNow: true },
      change: { kind: 'pause', until: verdict.until },
    });
    await setHolds(tctx, {
      serviceIds: [serviceId],
      reason: 'paused',
      note: reason,
      until: verdict.until ?? undefined,
    });
    await recordAudit(tctx, {
      action: 'service.pause',
      subject: { kind: 'service', id: serviceId },
      customerId: service.customerId,
      after: { until: verdict.until },
      reason,
    });
    return { until: verdict.until };
  });
}

function refusePause(
  why: 'pause_not_offered' | 'pauses_used_up' | 'pause_too_long' | 'field_date',
  terms: PauseTerms | null,
): never {
  if (why === 'pause_too_long') refuseField('until', why, { days: terms?.pauseDaysMax ?? 0 });
  if (why === 'field_date') refuseField('until', why);
  return refuse('limit', why, { count: terms?.pausesPerYearMax ?? 0 });
}
