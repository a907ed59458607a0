import { refuse } from '@/lib/kit/errors';
import type { BillingTerms } from '@/lib/recurrence/lookups';
import { type PeriodPlan, planFreshPeriod } from '@/lib/recurrence/rules/plan-period';
import { nextChargeOf, type PlanChange } from './quote-plan-change';

/**
 * A change as it was quoted, with the period it buys beginning at this moment: credit, fee, charge, length and data
 * stay as quoted, and no time before the payment is sold. Only where the end stands, it still does.
 * @throws DomainError `quote_changed` once the period whose rest it gives back is over
 */
export function beginAt(change: PlanChange, at: Date): PlanChange {
  const { plan, terms, quote, running } = change;
  if (running && running.endsAt <= at) refuse('conflict', 'quote_changed');
  if (!plan) return change;
  const begun = change.keepsEnd ? { ...plan, startsAt: at } : freshAt(plan, terms, at);
  const { startsAt, endsAt } = begun;
  const next = nextChargeOf(terms, endsAt);
  return { ...change, plan: begun, quote: { ...quote, startsAt, endsAt, next } };
}

function freshAt(plan: PeriodPlan, terms: BillingTerms, at: Date): PeriodPlan {
  if (!terms.interval) return plan;
  const { index } = plan;
  const dated = planFreshPeriod({ ...terms, interval: terms.interval }, { at, index });
  const { startsAt, endsAt, anchor } = dated;
  return { ...plan, startsAt, endsAt, anchor };
}
