import { localDateOf } from '@/lib/kit/time';
import { feeOf, priceOn } from '@/lib/pricing/rules/price';
import { isRecurring, recurrenceAfter } from '@/lib/recurrence/plan-start';
import { endsAfterPeriod } from '@/lib/recurrence/rules';
import { endOfLastPeriod, type PriceStep, priceSteps } from '@/lib/recurrence/rules/later-charges';
import { nextPrice, planFreshPeriod } from '@/lib/recurrence/rules/plan-period';
import type { TermsOfItem } from './lookups';
import { grantOf, linesOfCharge, promisedPlan } from './rules';
import { endsBefore } from './rules/ends-before';
import type { Quote } from './rules/quote';

/** Quotes the first period of a service on these terms, or the single charge of an item without periods. */
export function quoteFirstPeriod(terms: TermsOfItem, now: Date): Quote {
  const { interval } = terms;
  const brings = { plan: promisedPlan(terms), dropsCustomPrice: false, isOffered: true };
  if (!interval) return { ...brings, ...singleCharge(terms, now) };
  const plan = planFreshPeriod({ ...terms, interval }, { at: now, index: 0 });
  const isPostpaid = terms.mode === 'one_off';
  const next = nextPrice(terms, plan.endsAt);
  return {
    ...brings,
    lines: linesOfCharge({
      kind: 'plan',
      label: terms.itemName,
      price: plan.price,
      feeNetMinor: plan.feeNetMinor,
      feeTaxMinor: plan.feeTaxMinor,
      taxMode: terms.price.taxMode,
    }),
    // A one-off recurrence is paid from the postpaid account, so the wallet is not charged.
    totalMinor: isPostpaid ? 0n : plan.totalMinor,
    taxMinor: plan.totalTaxMinor,
    startsAt: plan.startsAt,
    endsAt: plan.endsAt,
    startsWhenPaid: true,
    runsFor: interval,
    dataBytes: grantOf(terms),
    isUnlimited: terms.quotaBytes === null,
    next: terms.mode === 'none' ? null : { priceMinor: next.priceMinor, at: plan.endsAt },
  };
}

/**
 * Lists what is charged after the first period until the last day, as the recurrence will; `cutShort` is the end of the
 * last charged period if the service ends before it does.
 */
export function chargesAfterFirst(
  terms: TermsOfItem,
  { now, lastDay }: { now: Date; lastDay: string | null },
): { follows: PriceStep[]; cutShort: Date | null } {
  if (!isRecurring(terms)) return { follows: [], cutShort: null };
  const { price, zone } = terms;
  const plan = planFreshPeriod(terms, { at: now, index: 0 });
  const recurrence = recurrenceAfter(terms, plan);
  const isLast = endsAfterPeriod(terms);
  const until = isLast ? plan.endsAt : lastDay && endOfLastPeriod(recurrence, lastDay);
  return {
    follows: isLast ? [] : priceSteps({ recurrence, price }, lastDay),
    cutShort: until && endsBefore(until, { lastDay, zone }) ? until : null,
  };
}

function singleCharge(terms: TermsOfItem, now: Date) {
  const price = priceOn(terms.price, localDateOf(now, terms.zone));
  const fee = feeOf(terms.activationFeeMinor, terms.price);
  return {
    lines: linesOfCharge({
      kind: 'plan',
      label: terms.itemName,
      price,
      feeNetMinor: fee.netMinor,
      feeTaxMinor: fee.taxMinor,
      taxMode: terms.price.taxMode,
    }),
    totalMinor: price.grossMinor + fee.grossMinor,
    taxMinor: price.taxMinor + fee.taxMinor,
    startsAt: now,
    endsAt: null,
    startsWhenPaid: true,
    runsFor: null,
    dataBytes: null,
    isUnlimited: false,
    next: null,
  };
}
