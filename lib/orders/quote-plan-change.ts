import { isItemSoldTo } from '@/lib/catalog/lookups';
import { requirePlanTarget } from '@/lib/catalog/require-plan-target';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import { changeFee, unusedCredit } from '@/lib/pricing/rules/plan-change';
import { feeOf, priceOn } from '@/lib/pricing/rules/price';
import type { BillingTerms } from '@/lib/recurrence/lookups';
import {
  type PeriodPlan,
  planFreshPeriod,
  planRestOfPeriod,
} from '@/lib/recurrence/rules/plan-period';
import {
  loadRunningPeriod,
  notBeforeDecided,
  type RunningPeriod,
} from '@/lib/recurrence/running-period';
import { serviceCan } from '@/lib/services/rules';
import { feeOfLaterChange } from './later-change';
import { getOrderableService, isPlanTarget, type TermsOfItem, termsOfItem } from './lookups';
import { listReplaced } from './lookups/replaced';
import { grantOf, linesOfCharge, promisedPlan, termsOnItem } from './rules';
import type { Quote, QuoteLine } from './rules/quote';
import { waitOfChange } from './rules/waiting';

type ScheduleRow = NonNullable<Awaited<ReturnType<typeof loadRunningPeriod>>['schedule']>;

export type PlanChangeRequest = {
  customerId: number;
  serviceId: number;
  itemId: number;
  moment: 'now' | 'period_end';
};

type Brings = Pick<Quote, 'plan' | 'dropsCustomPrice' | 'isOffered' | 'replaces'>;

export type PlanChange = {
  quote: Quote;
  terms: TermsOfItem;
  running: RunningPeriod | null;
  /** Of the running period, to the account that paid it. */
  refund: { grossMinor: bigint; taxMinor: bigint; account: 'wallet' | 'postpaid' };
  fee: { grossMinor: bigint; taxMinor: bigint; netMinor: bigint };
  /** The period that starts now; null when the change waits for the period's end. */
  plan: PeriodPlan | null;
  /** The new plan takes over the rest of the running period, so that its end stands. */
  keepsEnd: boolean;
};

export async function quotePlanChange(ctx: Ctx, request: PlanChangeRequest): Promise<Quote> {
  return (await planChangeOf(ctx, request)).quote;
}

/**
 * Everything a plan change moves, computed once: what the preview shows is what execution does. `supposed` are the
 * service's terms as something planned will leave them until then.
 */
export async function planChangeOf(
  ctx: Ctx,
  request: PlanChangeRequest,
  supposed?: BillingTerms,
): Promise<PlanChange> {
  const { terms, version, why } = await requireChangeable(ctx, request);
  return changeOnTerms(ctx, request, { old: supposed ?? terms, version, why });
}

type Changeable = Pick<Awaited<ReturnType<typeof requireChangeable>>, 'version' | 'why'> & {
  old: BillingTerms;
};

async function changeOnTerms(
  ctx: Ctx,
  request: PlanChangeRequest,
  { old, version, why }: Changeable,
): Promise<PlanChange> {
  const item = await termsOfItem(ctx, request);
  const terms = { ...item, ...termsOnItem(old, item) };
  const brings = {
    plan: promisedPlan(terms),
    dropsCustomPrice: old.price.customPriceMinor !== null,
    isOffered: why === null,
    replaces: await listReplaced(ctx, request),
  };
  if (request.moment === 'period_end' && old.nextItemVersionId === terms.itemVersionId)
    refuse('invalid-state', 'plan_change_planned');
  const asOf = await notBeforeDecided(ctx, request.serviceId);
  const { now } = asOf;
  const { period: running, schedule } = await loadRunningPeriod(asOf, request.serviceId);
  const day = localDateOf(now, terms.zone);
  if (request.moment === 'period_end') {
    // No paid period has an end to wait for, and the unpaid one keeps its price.
    if (schedule?.inGrace) refuse('invalid-state', 'plan_change_unpaid_period');
    const fee = await feeOfLaterChange(ctx, { ...request, itemVersionId: terms.itemVersionId });
    const { grossMinor: feeMinor } = feeOf(fee, terms.price);
    return laterChange(terms, { running, now, brings, feeMinor });
  }

  const rest = restToTakeOver(terms, { old, running, schedule });
  const index = schedule?.nextIndex ?? (running ? running.index + 1 : 0);
  const plan = terms.interval
    ? planOf({ ...terms, interval: terms.interval }, { rest, index, now })
    : null;
  const ofThis = changeFee(version, {
    oldPriceMinor: priceOn(old.price, day).grossMinor,
    newPriceMinor: priceOn(terms.price, day).grossMinor,
  });
  // With that of an earlier change, which no period has paid yet.
  const fee = feeOf(ofThis + old.changeFeeMinor, terms.price);
  const refund = refundOf(version.refundsUnused ? running : null, now);
  return {
    terms,
    running,
    refund,
    fee,
    plan,
    keepsEnd: rest !== null,
    quote: {
      ...brings,
      ...quoteOf(terms, { plan, fee, refund, now, keepsEnd: rest !== null }),
      // Where the end stands, the new plan is charged from the sheet on: waiting gains nothing.
      ...(running && rest === null && refund.grossMinor > 0n
        ? { waitsSeconds: waitOfChange(running) }
        : {}),
    },
  };
}

async function requireChangeable(ctx: Ctx, request: PlanChangeRequest) {
  const service = await getOrderableService(ctx, request);
  const verdict = serviceCan.changePlan(service.state);
  if (!verdict.allowed) refuse('invalid-state', verdict.why);
  if (service.terms.itemId === request.itemId) refuse('invalid-state', 'plan_is_current');
  await requirePlanTarget(ctx, { itemId: service.terms.itemId, targetItemId: request.itemId });
  const why = await whyNotOffered(ctx, request, service);
  // Staff and planned changes may go to any plan; subscribers to those that are offered to them.
  if (why !== null && ctx.actor.kind === 'subscriber')
    refuse(why === 'not_found' ? 'not-found' : 'invalid-state', why);
  return { ...service, why };
}

/** Why the customer could not order this change by themselves, whoever asks and whenever; null when they could. */
async function whyNotOffered(
  ctx: Ctx,
  request: PlanChangeRequest,
  { terms, version }: Awaited<ReturnType<typeof getOrderableService>>,
): Promise<'plan_change_moment_not_offered' | 'not_found' | 'plan_not_a_target' | null> {
  const { changeMoment } = version;
  if (changeMoment !== 'either' && changeMoment !== request.moment)
    return 'plan_change_moment_not_offered';
  if (!(await isItemSoldTo(ctx, request))) return 'not_found';
  const { itemId: targetItemId } = request;
  const isTarget = await isPlanTarget(ctx, { itemId: terms.itemId, targetItemId });
  return isTarget ? null : 'plan_not_a_target';
}

type Interval = NonNullable<BillingTerms['interval']>;

type Rest = { running: RunningPeriod; schedule: ScheduleRow };

/** With `keep anchor` the new plan takes over the rest of the running period; null where a whole one starts. */
function restToTakeOver(
  terms: BillingTerms,
  {
    old,
    running,
    schedule,
  }: { old: BillingTerms; running: RunningPeriod | null; schedule: ScheduleRow | undefined },
): Rest | null {
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
  // One period more in the same stretch of time: the anchor's index moves on, its moment does not.
  const anchor = {
    local: schedule.anchorLocal,
    zone: schedule.zone,
    index: schedule.anchorIndex + 1,
  };
  return planRestOfPeriod(
    terms,
    { index, startsAt: running.startsAt, endsAt: running.endsAt, anchor },
    now,
  );
}

function refundOf(running: RunningPeriod | null, now: Date): PlanChange['refund'] {
  if (!running?.paidBy) return { grossMinor: 0n, taxMinor: 0n, account: 'wallet' };
  const { startsAt, endsAt, timeMinor: grossMinor, timeTaxMinor: taxMinor } = running;
  const unused = unusedCredit({ startsAt, endsAt, grossMinor, taxMinor }, now);
  return { ...unused, account: running.paidBy };
}

/** What was invoiced comes off the account; only what was paid from the wallet is credit to spend. */
const creditKind = { wallet: 'unused_credit', postpaid: 'unused_invoiced' } as const;

function quoteOf(
  terms: BillingTerms,
  {
    plan,
    fee,
    refund,
    keepsEnd,
    now,
  }: Pick<PlanChange, 'plan' | 'fee' | 'refund' | 'keepsEnd'> & { now: Date },
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
    { kind: creditKind[refund.account], label: '', amountMinor: -refund.grossMinor },
    { kind: 'change_fee', label: '', amountMinor: fee.grossMinor },
  ];
  const chargeMinor = plan && !isPostpaid ? plan.totalMinor : 0n;
  const creditMinor = refund.account === 'wallet' ? refund.grossMinor : 0n;
  return {
    lines: [...others.filter((line) => line.amountMinor !== 0n), ...charge],
    totalMinor: chargeMinor + fee.grossMinor - creditMinor,
    taxMinor: (plan?.totalTaxMinor ?? 0n) + fee.taxMinor - refund.taxMinor,
    startsAt: plan?.startsAt ?? now,
    endsAt: plan?.endsAt ?? null,
    startsWhenPaid: true,
    runsFor: keepsEnd ? null : terms.interval,
    next: plan && nextChargeOf(terms, plan.endsAt),
    dataBytes: grantOf(terms),
    isUnlimited: terms.quotaBytes === null,
  };
}

/** The charge after the period that ends then; null when the plan ends with it. */
export function nextChargeOf(terms: BillingTerms, at: Date): Quote['next'] {
  return terms.mode === 'none' ? null : { priceMinor: priceAt(terms, at), at };
}

function priceAt(terms: BillingTerms, at: Date): bigint {
  return priceOn(terms.price, localDateOf(at, terms.zone)).grossMinor;
}

/** Costs nothing now: the next period is charged at the new plan's price when it starts, and the fee with it. */
function laterChange(
  terms: TermsOfItem,
  {
    running,
    now,
    brings,
    feeMinor,
  }: { running: RunningPeriod | null; now: Date; brings: Brings; feeMinor: bigint },
): PlanChange {
  const nothing = { grossMinor: 0n, taxMinor: 0n };
  const startsAt = running?.endsAt ?? now;
  const quote: Quote = {
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
  };
  return {
    terms,
    running,
    refund: { ...nothing, account: 'wallet' },
    fee: { ...nothing, netMinor: 0n },
    plan: null,
    keepsEnd: false,
    quote,
  };
}
