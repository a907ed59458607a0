import { localDateOf } from '@/lib/kit/time';
import { feeOf, priceOn } from '@/lib/pricing/rules/price';
import { nextPrice, planFreshPeriod } from '@/lib/recurrence/rules/plan-period';
import type { TermsOfItem } from './lookups';
import { grantOf, linesOfCharge, promisedPlan } from './rules';
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
