import { refuse } from '@/lib/kit/errors';
import { anchorAt, periodStart } from '@/lib/kit/time';
import type { PeriodPlan } from '@/lib/recurrence/rules/plan-period';
import type { Deed } from './quoted-order';

/**
 * The period that a change at once buys, as it was quoted, beginning at this moment: charge, length and data stay, and
 * no time before the payment is sold. Only where the end stands, it still does.
 * @throws DomainError `quote_changed` once the period whose rest it gives back is over
 */
export function beginPlanChange(
  { running, plan, keepsEnd, terms }: Extract<Deed, { kind: 'change_now' }>,
  at: Date,
): PeriodPlan | null {
  if (running && running.endsAt <= at) refuse('conflict', 'quote_changed');
  if (!plan || !terms.interval) return plan;
  if (keepsEnd) return { ...plan, startsAt: at };
  const anchor = anchorAt(at, terms.zone, terms.interval);
  return {
    ...plan,
    startsAt: periodStart(anchor, 0),
    endsAt: periodStart(anchor, 1),
    anchor: { local: anchor.local, zone: anchor.zone, index: plan.index },
  };
}
