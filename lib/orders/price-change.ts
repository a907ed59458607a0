import { localDateOf } from '@/lib/kit/time';
import { changeFee } from '@/lib/pricing/rules/plan-change';
import { feeOf, type Price, priceOn } from '@/lib/pricing/rules/price';
import type { BillingTerms } from '@/lib/recurrence/lookups';
import { notBefore } from '@/lib/recurrence/rules/not-before';
import {
  type PeriodPlan,
  planFreshPeriod,
  planRestOfPeriod,
} from '@/lib/recurrence/rules/plan-period';
import { givesBackUnused, type Refund, refundOf } from '@/lib/recurrence/rules/unused-refund';
import type { RunningPeriod } from '@/lib/recurrence/running-period';
import type { TermsOfItem } from './lookups';
import type { ChangeFacts } from './lookups/change-facts';
import type { Deed } from './quoted-order';
import { grantOf, linesOfCharge, promisedPlan } from './rules';
import type { Quote, QuoteLine } from './rules/quote';
import { waitInGrace, waitOfChange } from './rules/waiting';

type Brings = Pick<Quote, 'plan' | 'dropsCustomPrice' | 'isOffered' | 'replaces'>;

export type PlanChange = {
  quote: Quote;
  terms: TermsOfItem;
  refund: Refund;
  fee: Price;
  /** The period that starts now; null if the change waits for the end of the period. */
  plan: PeriodPlan | null;
  /** The new plan takes over the rest of the running period, so its end stays. */
  keepsEnd: boolean;
  /** Fee of a change at the end of the period, as listed. */
  laterFeeMinor: bigint;
};

/** Computes a plan change once, so that the preview shows exactly what execution does. */
export function changeOf(facts: ChangeFacts, at: Date): PlanChange {
  const { old, terms, isOffered, replaces } = facts;
  const now = notBefore(at, facts.decidedTo);
  const brings = {
    plan: promisedPlan(terms),
    dropsCustomPrice: old.price.customPriceMinor !== null,
    isOffered,
    replaces,
  };
  return facts.moment === 'period_end'
    ? changeLater(facts, { now, brings })
    : changeNow(facts, { now, brings });
}

function changeNow(facts: ChangeFacts, { now, brings }: { now: Date; brings: Brings }): PlanChange {
  const { old, terms, running, schedule, served, standsSince } = facts;
  const rest = restToTakeOver(facts);
  const keepsEnd = rest !== null;
  const nextIndex = schedule?.nextIndex ?? (running ? running.index + 1 : 0);
  const index = served ? nextIndex + 1 : nextIndex;
  const plan = terms.interval
    ? planOf({ ...terms, interval: terms.interval }, { rest, index, now })
    : null;
  // Includes the fee of an earlier change that no period has paid yet.
  const fee = feeOf(leavingFee(facts, now) + old.changeFeeMinor, terms.price);
  const refund = refundOf(comesBack(facts) ? running : null, standsSince ?? now);
  // With `keepsEnd`, the new plan is charged from the time of the quote, so waiting gains no time, only data.
  const refunds = (!keepsEnd || Boolean(running?.data)) && refund.grossMinor > 0n;
  return {
    ...{ terms, refund, fee, plan, keepsEnd, laterFeeMinor: 0n },
    quote: {
      ...brings,
      ...quoteOf(terms, { plan, fee, refund, now, keepsEnd, served }),
      ...waitOf(facts, { refunds, now }),
    },
  };
}

/** How long the order may wait, where that is less than any order: time is used while it does. */
function waitOf(
  { running, unpaid, standsSince }: ChangeFacts,
  { refunds, now }: { refunds: boolean; now: Date },
): Pick<Quote, 'waitsSeconds'> {
  if (unpaid) return { waitsSeconds: waitInGrace(unpaid, now) };
  const standsStill = standsSince !== undefined;
  return running
    ? { waitsSeconds: waitOfChange({ period: running, refunds, standsStill }, now) }
    : {};
}

/** Costs nothing now: the new plan's price and the fee are charged when the next period starts. */
function changeLater(
  facts: ChangeFacts,
  { now, brings }: { now: Date; brings: Brings },
): PlanChange {
  const { terms, running } = facts;
  const startsAt = running?.endsAt ?? now;
  const laterFeeMinor = laterFeeOf(facts, now);
  const { grossMinor: feeMinor } = feeOf(laterFeeMinor, terms.price);
  return {
    ...{ terms, fee: feeOf(0n, terms.price), plan: null, keepsEnd: false, laterFeeMinor },
    refund: refundOf(null, now),
    quote: {
      ...brings,
      lines: [],
      totalMinor: 0n,
      taxMinor: 0n,
      startsAt,
      endsAt: null,
      startsWhenPaid: running === null,
      runsFor: null,
      next: { priceMinor: priceAt(terms, startsAt), at: startsAt, feeMinor },
      dataBytes: grantOf(terms),
      isUnlimited: terms.quotaBytes === null,
    },
  };
}

/** Leaving a plan that is not served costs nothing. */
function leavingFee(facts: ChangeFacts, at: Date): bigint {
  return facts.standsSince ? 0n : feeOn(facts, at);
}

/**
 * Returns the fee as listed: the old plan's fee for a change to a dearer or cheaper plan, comparing the
 * service's prices on both at that time.
 */
function feeOn({ leaving, old, terms }: ChangeFacts, at: Date): bigint {
  return changeFee(leaving, {
    oldPriceMinor: priceAt(old, at),
    newPriceMinor: priceAt(terms, at),
  });
}

/** Returns the fee of a change at the end of the paid period, as listed. */
export function laterFeeOf(facts: ChangeFacts, at: Date): bigint {
  return feeOn(facts, facts.running?.endsAt ?? notBefore(at, facts.decidedTo));
}

/** Returns what execution needs. */
export function deedOfChange(facts: ChangeFacts, change: PlanChange): Deed {
  const { moment, running, decidedTo, standsSince } = facts;
  const { serviceId } = facts.old;
  const { refund, fee, plan, keepsEnd, laterFeeMinor: feeMinor } = change;
  const { itemId, itemName, itemVersionId, mode, interval, zone } = change.terms;
  if (moment === 'period_end') return { kind: 'change_later', serviceId, itemVersionId, feeMinor };
  return {
    kind: 'change_now',
    serviceId,
    terms: { itemId, itemName, itemVersionId, mode, interval, zone },
    running: running && {
      index: running.index,
      endsAt: running.endsAt,
      priceId: running.priceId,
      itemName: facts.old.itemName,
    },
    ...{ refund, fee, plan, keepsEnd, decidedTo },
    ...(facts.served ? { served: facts.served } : {}),
    ...(standsSince ? { standsSince } : {}),
    ...(facts.keepsPlanned ? { keepsPlanned: true } : {}),
  };
}

type Interval = NonNullable<BillingTerms['interval']>;

type Rest = { running: RunningPeriod; schedule: NonNullable<ChangeFacts['schedule']> };

/**
 * Returns the rest of the running period that the new plan takes over with `keepAnchor`; null if a whole
 * period starts, as it does after a period that stood still, whose dates are past.
 */
function restToTakeOver({ terms, old, running, schedule, standsSince }: ChangeFacts): Rest | null {
  if (standsSince) return null;
  const isSameInterval =
    old.interval?.count === terms.interval?.count && old.interval?.unit === terms.interval?.unit;
  return terms.keepAnchor && running && schedule && isSameInterval ? { running, schedule } : null;
}

function planOf(
  terms: BillingTerms & { interval: Interval },
  { rest, index, now }: { rest: Rest | null; index: number; now: Date },
): PeriodPlan {
  if (!rest) return planFreshPeriod(terms, { at: now, index });
  const { running, schedule } = rest;
  // The rest is an additional period within the same dates: the anchor's index advances, its time stays.
  const anchor = {
    local: schedule.anchorLocal,
    zone: schedule.zone,
    index: schedule.anchorIndex + 1,
  };
  const { endsAt, ofSeconds } = running;
  return planRestOfPeriod(terms, { index, endsAt, ofSeconds, anchor }, now);
}

/**
 * Whether the running period's unused part comes back. On every plan, time that the router refused to serve does, and a
 * period that was renewed only because the change had to wait.
 */
function comesBack({ running, leaving, standsSince, isOverdue }: ChangeFacts): boolean {
  return (
    standsSince !== undefined ||
    isOverdue === true ||
    givesBackUnused(running, leaving.refundsUnused)
  );
}

/**
 * An unused invoiced part is deducted from the postpaid account; only a part paid from the wallet becomes
 * spendable credit.
 */
const creditKind = { wallet: 'unused_credit', postpaid: 'unused_invoiced' } as const;

function quoteOf(
  terms: BillingTerms,
  {
    plan,
    fee,
    refund,
    keepsEnd,
    served,
    now,
  }: Pick<PlanChange, 'plan' | 'fee' | 'refund' | 'keepsEnd'> &
    Pick<ChangeFacts, 'served'> & { now: Date },
): Omit<Quote, keyof Brings> {
  const isPostpaid = terms.mode === 'one_off';
  const charge: QuoteLine[] = plan
    ? linesOfCharge({
        kind: 'plan',
        label: terms.itemName,
        price: plan.price,
        feeNetMinor: 0n,
        feeTaxMinor: 0n,
        taxMode: terms.price.taxMode,
      })
    : [];
  const others: QuoteLine[] = [
    { kind: 'served', label: '', amountMinor: served?.totalMinor ?? 0n },
    { kind: creditKind[refund.account], label: '', amountMinor: -refund.grossMinor },
    { kind: 'change_fee', label: '', amountMinor: fee.grossMinor },
  ];
  const chargeMinor = plan && !isPostpaid ? plan.totalMinor : 0n;
  const creditMinor = refund.account === 'wallet' ? refund.grossMinor : 0n;
  return {
    lines: [...others.filter((line) => line.amountMinor !== 0n), ...charge],
    totalMinor: chargeMinor + (served?.totalMinor ?? 0n) + fee.grossMinor - creditMinor,
    taxMinor:
      (plan?.totalTaxMinor ?? 0n) + (served?.totalTaxMinor ?? 0n) + fee.taxMinor - refund.taxMinor,
    startsAt: plan?.startsAt ?? now,
    endsAt: plan?.endsAt ?? null,
    startsWhenPaid: true,
    runsFor: keepsEnd ? null : terms.interval,
    next: plan && nextChargeOf(terms, plan.endsAt),
    dataBytes: grantOf(terms, plan?.rest),
    isUnlimited: terms.quotaBytes === null,
  };
}

/** Returns the charge after the period that ends at `at`; null if the plan ends with it. */
function nextChargeOf(terms: BillingTerms, at: Date): Quote['next'] {
  return terms.mode === 'none' ? null : { priceMinor: priceAt(terms, at), at };
}

function priceAt(terms: BillingTerms, at: Date): bigint {
  return priceOn(terms.price, localDateOf(at, terms.zone)).grossMinor;
}
