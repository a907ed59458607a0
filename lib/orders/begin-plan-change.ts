import { anchorAt, periodStart } from '@/lib/kit/time';
import type { PeriodPlan } from '@/lib/recurrence/rules/plan-period';
import type { Deed } from './quoted-order';

/**
 * Returns the quoted period of an immediate plan change, starting at `at`: price, length and data stay as
 * quoted, and no time before the payment is sold. With `keepsEnd`, the end date stays too.
 */
export function beginPlanChange(
  { plan, keepsEnd, terms }: Extract<Deed, { kind: 'change_now' }>,
  at: Date,
): PeriodPlan | null {
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
