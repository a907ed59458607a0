import { findSale } from '@/lib/catalog/lookups';
import { planTargetVerdict, whyNotForCustomer } from '@/lib/catalog/rules/plan-target';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import { breaksOfGrace } from '@/lib/recurrence/give-back-time';
import type { BillingTerms, ScheduleRow } from '@/lib/recurrence/lookups';
import { isRecurring, planServed } from '@/lib/recurrence/plan-start';
import { startOfPeriod } from '@/lib/recurrence/rules';
import { endAfter, turnAfter } from '@/lib/recurrence/rules/after-breaks';
import { notBefore } from '@/lib/recurrence/rules/not-before';
import type { PeriodPlan } from '@/lib/recurrence/rules/plan-period';
import {
  findDecidedTo,
  loadRunningPeriod,
  type RunningPeriod,
} from '@/lib/recurrence/running-period';
import { listBreaksAhead } from '@/lib/services/lookups/breaks-ahead';
import { endDateWith } from '@/lib/services/move-end-date';
import { refuseStanding } from '@/lib/services/refuse-standing';
import { serviceCan } from '@/lib/services/rules';
import type { BreakAhead } from '@/lib/services/rules/breaks-ahead';
import {
  findItemOnSale,
  getOrderableService,
  type ItemOnSale,
  listPlanTargets,
  requireLasting,
  type TermsOfItem,
  termsOn,
} from '../lookups';
import { termsOnItem } from '../rules';
import type { Replaced } from '../rules/quote';
import type { UnpaidPeriod } from '../rules/waiting';
import { findLastDay, type LastDay } from './last-day';
import { listReplaced } from './replaced';

export type PlanChangeRequest = {
  customerId: number;
  serviceId: number;
  itemId: number;
  moment: 'now' | 'period_end';
  keepsPlanned?: true | undefined;
  plannedFor?: string | undefined;
};

/** Everything a plan change is quoted from. */
export type ChangeFacts = {
  kind: 'plan_change';
  moment: PlanChangeRequest['moment'];
  old: BillingTerms;
  /** The old plan's terms for leaving it; fees as listed. */
  leaving: { changeFeeUpMinor: bigint; changeFeeDownMinor: bigint; refundsUnused: boolean };
  terms: TermsOfItem;
  isOffered: boolean;
  replaces: Replaced[];
  decidedTo: Date | null;
  running: RunningPeriod | null;
  schedule: Pick<ScheduleRow, 'anchorLocal' | 'zone' | 'anchorIndex' | 'nextIndex'> | null;
  /** The part of an unpaid period that its grace has served; omitted without one. */
  served?: PeriodPlan | undefined;
  /** That period, while the service runs in its grace; omitted otherwise. */
  unpaid?: UnpaidPeriod | undefined;
  /** Its router refuses it, so its paid time has stood still since then; omitted otherwise. */
  standsSince?: Date | undefined;
  /** The plan confirmed for the end of the period still follows. */
  keepsPlanned?: true | undefined;
  /** The running period began although the change was planned for that day or before, and had to wait. */
  isOverdue?: true | undefined;
} & LastDay;

/** A change on a later day: the terms of the service by then, and the context in which it is looked ahead. */
export type Supposed = { terms: BillingTerms; from: Ctx };

/**
 * Loads the facts as of `ctx.now`. `supposed` replaces the service's terms and moves its paid period, to quote a change
 * after other planned ones.
 * @throws DomainError if the change is not possible at all
 */
export async function loadChangeFacts(
  ctx: Ctx,
  request: PlanChangeRequest,
  supposed?: Supposed,
): Promise<ChangeFacts> {
  const { moment } = request;
  const { service, item, isOffered } = await requireChangeable(ctx, request);
  const old = supposed?.terms ?? service.terms;
  const { zone } = old;
  const own = termsOn(item, { customerId: request.customerId, taxMode: old.price.taxMode, zone });
  const terms = { ...own, ...termsOnItem(old, own) };
  if (moment === 'period_end' && old.nextItemVersionId === terms.itemVersionId)
    refuse('invalid-state', 'plan_change_planned');
  const replaces = await listReplaced(ctx, request);
  const decidedTo = await findDecidedTo(ctx, request.serviceId);
  const standsSince = service.refusedSince && notBefore(service.refusedSince, decidedTo);
  // A period that stands still is the one that was running when its router refused the service.
  const asOf = { ...ctx, now: standsSince ?? notBefore(ctx.now, decidedTo) };
  const { serviceId } = request;
  const breaks = supposed ? await listBreaksOver(supposed.from, { serviceId, by: ctx.now }) : [];
  const { running, schedule } = await loadRunning(asOf, { serviceId, breaks });
  // In a grace, no paid period is running whose end the change could wait for, and the unpaid period keeps
  // its price.
  if (moment === 'period_end' && schedule?.inGrace)
    refuse('invalid-state', 'plan_change_unpaid_period');
  const endDate = await endDateOf(ctx, request.serviceId, { service, schedule });
  const last = await findLastDay(supposed?.from ?? ctx, { terms: old, endDate });
  requireLasting(ctx.now, last.lastDay, zone);
  if (moment === 'period_end' && running)
    await refuseStanding(
      ctx,
      { ...service, id: request.serviceId },
      {
        ...{ day: localDateOf(running.endsAt, zone), change: { kind: 'next_plan' } },
      },
    );
  return {
    ...{ kind: 'plan_change', moment, old, leaving: leavingOf(service.version), terms },
    ...{ ...last, isOffered, replaces, decidedTo, schedule: turnOf(schedule) },
    running: moment === 'period_end' ? afterBreaks(running, last.breaksAhead) : running,
    ...servedOf(service.terms, schedule, asOf.now),
    ...(standsSince ? { standsSince } : unpaidOf(schedule)),
    ...(request.keepsPlanned ? { keepsPlanned: true } : {}),
    ...(isOverdue(running, { ...request, zone }) ? { isOverdue: true } : {}),
  };
}

function isOverdue(
  running: RunningPeriod | null,
  { plannedFor, zone }: { plannedFor?: string | undefined; zone: string },
): boolean {
  if (running === null || plannedFor === undefined) return false;
  return localDateOf(running.startsAt, zone) >= plannedFor;
}

/** Loads the period that runs at `ctx.now` and its schedule, as breaks that are over by then will have moved them. */
async function loadRunning(
  ctx: Ctx,
  { serviceId, breaks }: { serviceId: number; breaks: readonly BreakAhead[] },
): Promise<{ running: RunningPeriod | null; schedule: ScheduleRow | undefined }> {
  const stood = breaks.reduce(
    (sum, { since, until }) => sum + (until ? until.getTime() - since.getTime() : 0),
    0,
  );
  const now = new Date(ctx.now.getTime() - stood);
  const { period, schedule } = await loadRunningPeriod({ ...ctx, now }, serviceId);
  return {
    running: afterBreaks(period, breaks),
    schedule: schedule && turnAfter(schedule, breaks).row,
  };
}

async function listBreaksOver(
  ctx: Ctx,
  { serviceId, by }: { serviceId: number; by: Date },
): Promise<BreakAhead[]> {
  const ahead = (await listBreaksAhead(ctx, [serviceId])).get(serviceId) ?? [];
  return ahead.filter(({ until }) => until !== null && until <= by);
}

/** A break without an end leaves the period as it is. */
function afterBreaks(
  period: RunningPeriod | null,
  breaks: readonly BreakAhead[],
): RunningPeriod | null {
  const endsAt = period && endAfter(period.endsAt, breaks);
  if (!period || !endsAt) return period;
  const stood = Math.floor((endsAt.getTime() - period.endsAt.getTime()) / 1000);
  return { ...period, endsAt, stoodSeconds: period.stoodSeconds + stood };
}

/** The change moves the end date by the breaks of a grace that it leaves, and the next connection by the present one. */
async function endDateOf(
  ctx: Ctx,
  serviceId: number,
  { service, schedule }: { service: OrderableService; schedule: ScheduleRow | undefined },
): Promise<string | null> {
  const { endDate, spareSeconds, refusedSince: since } = service;
  if (endDate === null) return null;
  const breaks = breaksOfGrace(schedule);
  if (since) breaks.push({ since, until: ctx.now });
  return (await endDateWith(ctx, { endDate, spareSeconds }, { serviceId, breaks })).endDate;
}

function servedOf(
  present: BillingTerms,
  schedule: ScheduleRow | undefined,
  at: Date,
): Pick<ChangeFacts, 'served'> {
  const served = schedule && isRecurring(present) ? planServed(present, schedule, at) : null;
  return served ? { served } : {};
}

function unpaidOf(schedule: ScheduleRow | undefined): Pick<ChangeFacts, 'unpaid'> {
  if (!schedule?.inGrace) return {};
  const { nextIndex, nextDue: graceUntil } = schedule;
  const startsAt = startOfPeriod(schedule, nextIndex);
  const endsAt = startOfPeriod(schedule, nextIndex + 1);
  return { unpaid: { startsAt, endsAt, stoodSeconds: 0, graceUntil } };
}

function leavingOf(version: ItemOnSale['version']): ChangeFacts['leaving'] {
  const { changeFeeUpMinor, changeFeeDownMinor, refundsUnused } = version;
  return { changeFeeUpMinor, changeFeeDownMinor, refundsUnused };
}

function turnOf(row: ScheduleRow | undefined): ChangeFacts['schedule'] {
  if (!row) return null;
  const { anchorLocal, zone, anchorIndex, nextIndex } = row;
  return { anchorLocal, zone, anchorIndex, nextIndex };
}

type OrderableService = Awaited<ReturnType<typeof getOrderableService>>;

async function requireChangeable(
  ctx: Ctx,
  request: PlanChangeRequest,
): Promise<{ service: OrderableService; item: ItemOnSale; isOffered: boolean }> {
  const service = await getOrderableService(ctx, request);
  const can = serviceCan.changePlan(service.state);
  if (!can.allowed) refuse('invalid-state', can.why);
  if (request.moment === 'now' && service.state.isFrozen)
    refuse('invalid-state', 'plan_change_not_now');
  if (request.moment === 'period_end' && service.refusedSince)
    refuse('invalid-state', 'plan_change_refused_period');
  if (service.terms.itemId === request.itemId) refuse('invalid-state', 'plan_is_current');
  const item = await findItemOnSale(ctx, request.itemId);
  const { intervalCount } = item.version;
  const verdict = planTargetVerdict(service, { kind: item.kind, intervalCount });
  if (!verdict.allowed) refuse('invalid-state', verdict.why);
  const why = await whyNotOffered(ctx, request, { ...service, item });
  // Staff and planned changes may use any plan; subscribers only those offered to them.
  if (why !== null && ctx.actor.kind === 'subscriber')
    refuse(why === 'not_found' ? 'not-found' : 'invalid-state', why);
  return { service, item, isOffered: why === null };
}

type WhyNotOffered =
  | 'plan_change_moment_not_offered'
  | 'not_found'
  | NonNullable<ReturnType<typeof whyNotForCustomer>>;

/**
 * Returns why the customer could not order this change, regardless of the actor; null if the customer could.
 */
async function whyNotOffered(
  ctx: Ctx,
  request: PlanChangeRequest,
  { terms, version, refusedSince, item }: OrderableService & { item: ItemOnSale },
): Promise<WhyNotOffered | null> {
  const { changeMoment } = version;
  // A plan that is not served has no end to wait for, whatever it says.
  const isAnyTime = changeMoment === 'either' || refusedSince !== null;
  if (!isAnyTime && changeMoment !== request.moment) return 'plan_change_moment_not_offered';
  const sale = await findSale(ctx, request);
  if (!sale) return 'not_found';
  const targetItemIds = await listPlanTargets(ctx, terms.itemId);
  const { itemId } = request;
  const mode = item.version.recurrenceMode;
  return whyNotForCustomer({ mode: terms.mode, targetItemIds }, { ...sale, itemId, mode });
}
