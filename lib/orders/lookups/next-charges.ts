import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import type { RecurrenceMode } from '@/lib/kit/words';
import { feeOf, priceOn } from '@/lib/pricing/rules/price';
import {
  type BillingTerms,
  doPlannedWait,
  listBillingTerms,
  type RecurringTerms,
  type ScheduleRow,
  termsAhead,
  termsDue,
  termsPlanned,
} from '@/lib/recurrence/lookups';
import {
  isRecurring,
  planOfCurrent,
  planStart,
  recurrenceAfter,
} from '@/lib/recurrence/plan-start';
import {
  duePeriods,
  endsAfterPeriod,
  endsWhenDue,
  type Recurrence,
  startOfPeriod,
} from '@/lib/recurrence/rules';
import { endAfter, type TurnAhead, turnAfter } from '@/lib/recurrence/rules/after-breaks';
import { nextPrice, type PeriodPlan } from '@/lib/recurrence/rules/plan-period';
import { type DatedChange, findDatedChange, planUntil } from '../dated-change';
import { endWith, foldPlanned, type PlannedChange } from '../fold-planned';
import { listPlannedChanges, listSchedules } from './charge-rows';
import { type EndingAhead, listEndings } from './endings';

/** The next charge of a service. Minor units, tax included. */
export type NextCharge = {
  /** Terms of the charged period, including all changes planned until then. */
  terms: BillingTerms;
  /** The current terms, with the current price of a period. */
  present: BillingTerms;
  presentPriceMinor: bigint;
  /** Price of a period at the current terms on the next due day. */
  renewalPriceMinor: bigint;
  /**
   * End date after the changes planned until then; also set if the service will be archived or stopped. Null
   * without an end.
   */
  endDate: string | null;
  /** The last day after the planned changes of the end date and all pauses; null without an end that is known. */
  lastDay: string | null;
  /** When the recurrence is due; null if it has not started. */
  paidUntil: Date | null;
  /** When the next charge is made: at `paidUntil`, or earlier by a scheduled plan change. */
  dueAt: Date | null;
  /** The account that pays; null if nothing follows. */
  paidBy: 'wallet' | 'postpaid' | null;
  /** The period has started unpaid, and the service stops at `dueAt` unless credit arrives. */
  isInGrace: boolean;
  /** Price of the charge at `dueAt`. */
  duePriceMinor: bigint;
  /** Plan change fees included in it. */
  feeMinor: bigint;
  /** The change waiting for the end of the paid period, which starts at `at`; null while nothing is due. */
  planned: { terms: BillingTerms; at: Date | null; priceMinor: bigint; feeMinor: bigint } | null;
  /** If it started, resumed or was connected now instead, and until when that would pay. */
  startPriceMinor: bigint;
  startEndsAt: Date | null;
  /** The terms of that period. */
  startTerms: BillingTerms;
  /**
   * The recurrence after the next charge: if charged when due, and if started now. Null without further
   * periods.
   */
  after: { due: Recurrence | null; start: Recurrence | null };
  /** A change of plan that staff planned for a day before the period's end; null for none. */
  earlier: { toName: string; at: Date } | null;
};

/** A hypothetical plan change at the end of the paid period; without terms, none is planned. */
export type Supposed = { serviceId: number; itemVersionId: number | null; feeMinor: bigint };

/**
 * Returns the next charge of each service, as the recurrence will decide it; the single source for screens,
 * emails and previews. The caller has checked access to the services.
 */
export async function listNextCharges(
  ctx: Ctx,
  serviceIds: readonly number[],
  supposed: readonly Supposed[] = [],
): Promise<Map<number, NextCharge>> {
  if (serviceIds.length === 0) return new Map();
  const ids = [...serviceIds];
  const present = await listBillingTerms(ctx, ids);
  const rows = await listSchedules(ctx, ids);
  const changes = await listPlannedChanges(ctx, ids);
  const endings = await listEndings(ctx, rows, ids);
  const charges = new Map<number, NextCharge>();
  const supposedOf = new Map(supposed.map((one) => [one.serviceId, one]));
  // Sequential: a transaction has one connection, and a page must not use up the pool.
  for (const terms of present) {
    const { serviceId } = terms;
    const charge = await nextCharge(ctx, {
      present: withSupposed(terms, supposedOf.get(serviceId)),
      ending: found(endings.get(serviceId)),
      row: rows.get(serviceId),
      changes: changes.get(serviceId) ?? [],
    });
    charges.set(charge.terms.serviceId, charge);
  }
  return charges;
}

function withSupposed(terms: BillingTerms, supposed: Supposed | undefined): BillingTerms {
  if (!supposed) return terms;
  const { itemVersionId, feeMinor } = supposed;
  return { ...terms, nextItemVersionId: itemVersionId, nextFeeMinor: feeMinor };
}

type Facts = {
  present: BillingTerms;
  ending: EndingAhead;
  row: ScheduleRow | undefined;
  changes: readonly PlannedChange[];
};

async function nextCharge(ctx: Ctx, facts: Facts): Promise<NextCharge> {
  const turn = facts.row && turnAfter(facts.row, facts.ending.breaksAhead);
  const row = turn?.row;
  const { changes, ending } = facts;
  const ahead = (day: string) => foldPlanned({ terms: facts.present, ...ending }, changes, day);
  const dueAt = turn?.startsAnewAt ?? row?.nextDue ?? null;
  const dueDay = localDateOf(dueAt ?? ctx.now, facts.present.zone);
  const byDue = ahead(dueDay);
  const terms = await termsDue(ctx, byDue.terms, row);
  const due = turn && isRecurring(terms) ? await planDue(ctx, terms, turn) : null;
  const start = await startOf(ctx, facts, due);
  const fee = feeOf(terms.changeFeeMinor, terms.price);
  const duePriceMinor = due?.totalMinor ?? priceNow(ctx, terms) + fee.grossMinor;
  const onNew = {
    ...{ terms, at: dueAt },
    ...{ priceMinor: duePriceMinor - fee.grossMinor, feeMinor: fee.grossMinor },
  };
  const isPlanned = facts.present.nextItemVersionId !== null;
  const told: NextCharge = {
    planned: isPlanned ? await plannedOf(ctx, byDue.terms, { row, onNew }) : null,
    terms,
    present: facts.present,
    presentPriceMinor: priceNow(ctx, facts.present),
    renewalPriceMinor: priceOn(facts.present.price, dueDay).grossMinor,
    endDate: byDue.endDate,
    lastDay: endWith({ terms: facts.present, ...ending }, changes),
    paidUntil: row?.nextDue ?? null,
    dueAt: turn?.isOpen ? null : dueAt,
    paidBy: endsWhenDue(byDue.terms, row) ? null : payerOf(terms.mode),
    isInGrace: row?.inGrace ?? false,
    duePriceMinor,
    feeMinor: fee.grossMinor,
    startPriceMinor: start.priceMinor,
    startEndsAt: start.endsAt,
    startTerms: start.terms,
    after: {
      due: due && isRecurring(terms) ? recurrenceAfter(terms, due) : null,
      start: start.after,
    },
    earlier: null,
  };
  const dated = await findDatedChange(ctx, { ...facts, row });
  return dated ? { ...told, ...(await withChange(ctx, { told, ending }, dated)) } : told;
}

type Planned = NonNullable<NextCharge['planned']>;

/** Returns the planned change; without a time while it waits for its router or for the first period. */
async function plannedOf(
  ctx: Ctx,
  present: BillingTerms,
  { row, onNew }: { row: ScheduleRow | undefined; onNew: Planned },
): Promise<Planned> {
  if (!doPlannedWait(present)) return (await afterGrace(ctx, present, row)) ?? onNew;
  const terms = await termsPlanned(ctx, { ...present, changeFeeMinor: 0n });
  const { grossMinor: feeMinor } = feeOf(terms.changeFeeMinor, terms.price);
  return { terms, at: null, priceMinor: priceNow(ctx, terms), feeMinor };
}

function payerOf(mode: RecurrenceMode): 'wallet' | 'postpaid' {
  return mode === 'one_off' ? 'postpaid' : 'wallet';
}

type ChangedCharge = Omit<
  NextCharge,
  | 'present'
  | 'presentPriceMinor'
  | 'renewalPriceMinor'
  | 'paidUntil'
  | 'lastDay'
  | 'startPriceMinor'
  | 'startEndsAt'
  | 'startTerms'
>;

/**
 * Returns the charge of a plan change on its day; if nothing is due then, the charge after the period it
 * starts.
 */
async function withChange(
  ctx: Ctx,
  { told: { after, present }, ending }: { told: NextCharge; ending: EndingAhead },
  dated: DatedChange,
): Promise<ChangedCharge> {
  const { at, later, endDate } = dated;
  const { fee, quote } = dated.change;
  const breaks = ending.breaksAhead.filter(({ since }) => since >= at);
  const endsWith = endAfter(dated.change.plan.endsAt, breaks);
  const plan = planUntil(dated.change, endsWith);
  const terms = await withKept(ctx, { present, terms: dated.change.terms });
  const { start } = after;
  const { endsAt } = plan;
  const left = { ...ending, endDate, breaks: ending.breaks.filter(({ since }) => since >= at) };
  const then = foldPlanned({ terms, ...left }, later, localDateOf(endsAt, terms.zone));
  const ahead = await termsAhead(ctx, then.terms);
  const { priceMinor } = nextPrice(ahead, endsAt);
  const { grossMinor: aheadFeeMinor } = feeOf(ahead.changeFeeMinor, ahead.price);
  const onNext = { at: endsAt, priceMinor: priceMinor - aheadFeeMinor, feeMinor: aheadFeeMinor };
  const both = {
    isInGrace: false,
    planned: terms.nextItemVersionId === null ? null : { terms: ahead, ...onNext },
    earlier: { toName: terms.itemName, at },
  };
  if (quote.totalMinor > 0n) {
    const due = isRecurring(terms) ? recurrenceAfter(terms, plan) : null;
    const paid = { dueAt: at, paidBy: 'wallet' as const, duePriceMinor: quote.totalMinor };
    return { ...both, terms, endDate, feeMinor: fee.grossMinor, after: { due, start }, ...paid };
  }
  const due = isRecurring(ahead) ? recurrenceAfter(ahead, plan) : null;
  return {
    ...{ ...both, terms: ahead, endDate: then.endDate, dueAt: endsWith },
    paidBy: endsAfterPeriod(then.terms) ? null : payerOf(ahead.mode),
    duePriceMinor: priceMinor,
    feeMinor: aheadFeeMinor,
    after: { due: due && { ...due, nextIndex: due.nextIndex + 1 }, start },
  };
}

/** Another plan that waits for the period's end still follows; newer terms of the plan that is left do not. */
async function withKept(
  ctx: Ctx,
  { present, terms }: { present: BillingTerms; terms: BillingTerms },
): Promise<BillingTerms> {
  const { nextItemVersionId, nextFeeMinor } = present;
  if (nextItemVersionId === null) return terms;
  const { itemId } = await termsAhead(ctx, present);
  const isKept = itemId !== present.itemId && itemId !== terms.itemId;
  return isKept ? { ...terms, nextItemVersionId, nextFeeMinor } : terms;
}

/** Returns the planned change after a period in its grace; null if the period is not in grace. */
async function afterGrace(ctx: Ctx, present: BillingTerms, row: ScheduleRow | undefined) {
  if (!row?.inGrace) return null;
  const terms = await termsAhead(ctx, { ...present, changeFeeMinor: 0n });
  const at = startOfPeriod(row, row.nextIndex + 1);
  const { grossMinor: priceMinor } = priceOn(terms.price, localDateOf(at, terms.zone));
  const { grossMinor: feeMinor } = feeOf(terms.changeFeeMinor, terms.price);
  return { terms, at, priceMinor, feeMinor };
}

/** Plans the due period with the function that decides it, or starts it after a break. */
async function planDue(
  ctx: Ctx,
  terms: RecurringTerms,
  { row, startsAnewAt }: TurnAhead<ScheduleRow>,
): Promise<PeriodPlan> {
  if (startsAnewAt) return planStart({ ...ctx, now: startsAnewAt }, terms, row);
  const index = duePeriods(row, ctx.now)?.current ?? row.nextIndex;
  return planOfCurrent(terms, row, row.inGrace ? row.nextIndex : index);
}

/**
 * As if it started now: with the plan chosen for its next period, without what is planned for a later day. A period
 * whose grace still runs is paid for as it is.
 */
async function startOf(ctx: Ctx, { present, row }: Facts, due: PeriodPlan | null) {
  if (row?.inGrace && row.nextDue > ctx.now && due && isRecurring(present)) {
    const after = recurrenceAfter(present, due);
    return { terms: present, priceMinor: due.totalMinor, endsAt: due.endsAt, after };
  }
  const terms = await termsAhead(ctx, present);
  if (isRecurring(terms)) {
    const plan = await planStart(ctx, terms, row);
    const after = recurrenceAfter(terms, plan);
    return { terms, priceMinor: plan.totalMinor, endsAt: plan.endsAt, after };
  }
  const fee = feeOf(terms.activationFeeMinor, terms.price);
  return { terms, priceMinor: priceNow(ctx, terms) + fee.grossMinor, endsAt: null, after: null };
}

function priceNow(ctx: Ctx, terms: BillingTerms): bigint {
  return priceOn(terms.price, localDateOf(ctx.now, terms.zone)).grossMinor;
}
