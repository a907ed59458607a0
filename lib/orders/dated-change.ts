import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { anchorAt, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import type { BillingTerms, ScheduleRow } from '@/lib/recurrence/lookups';
import type { PeriodPlan } from '@/lib/recurrence/rules/plan-period';
import { withoutOwnPrice } from '@/lib/services/rules/planned-price';
import { type Ending, foldPlanned, type PlannedChange, type PlannedTerms } from './fold-planned';
import { loadChangeFacts } from './lookups/change-facts';
import { changeOf, type PlanChange } from './price-change';

export type DatedChange = {
  at: Date;
  change: PlanChange & { plan: PeriodPlan };
  /** The end date and the remaining changes after this change is applied. */
  endDate: string | null;
  later: PlannedChange[];
};

type Facts = {
  present: BillingTerms;
  ending: Ending;
  row: ScheduleRow | undefined;
  changes: readonly PlannedChange[];
};

/**
 * Finds the first plan change scheduled on or before the next due day that can be applied, and quotes it as
 * it will be applied; null if there is none. A further one is shown once the first has been applied.
 */
export async function findDatedChange(
  ctx: Ctx,
  { present, ending, row, changes }: Facts,
): Promise<DatedChange | null> {
  if (!row) return null;
  const dueDay = localDateOf(row.nextDue, present.zone);
  for (const [index, { effectiveDate: day, change }] of changes.entries()) {
    if (day > dueDay) return null;
    if (change.kind !== 'plan') continue;
    const before = foldPlanned({ terms: present, ...ending }, changes.slice(0, index), day);
    // Stopped, archived or ended before that day.
    if (before.endDate !== null && before.endDate < day) continue;
    const quoted = await quoteOn(ctx, before, { day, itemId: change.itemId });
    if (quoted) return { ...quoted, endDate: before.endDate, later: laterOf(changes, index) };
  }
  return null;
}

async function quoteOn(
  ctx: Ctx,
  { terms }: PlannedTerms,
  { day, itemId }: { day: string; itemId: number },
): Promise<Pick<DatedChange, 'at' | 'change'> | null> {
  const { customerId, serviceId, zone } = terms;
  const midnight = startOfLocalDay(day, zone);
  const at = midnight > ctx.now ? midnight : ctx.now;
  // Quoted as the job that applies it: staff can schedule a plan that subscribers are not offered.
  const then: Ctx = { ...ctx, actor: { kind: 'system', job: 'preview' }, now: at };
  const planned = { moment: 'now', keepsPlanned: true, plannedFor: day } as const;
  const request = { customerId, serviceId, itemId, ...planned };
  try {
    const change = changeOf(await loadChangeFacts(then, request, { terms, from: ctx }), at);
    const { plan } = change;
    return plan === null ? null : { at, change: { ...change, plan } };
  } catch (error) {
    // A change that will be refused is listed as planned, but changes nothing.
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** Drops planned custom prices, which end with the old plan. */
function laterOf(changes: readonly PlannedChange[], index: number): PlannedChange[] {
  return changes.slice(index + 1).flatMap((one) => {
    const change = withoutOwnPrice(one.change);
    return change === null ? [] : [{ ...one, change }];
  });
}

/** Returns the plan of a change whose period breaks move to this end; null stands for a break without an end. */
export function planUntil({ plan, terms }: DatedChange['change'], endsAt: Date | null): PeriodPlan {
  if (endsAt === null || terms.interval === null || endsAt.getTime() === plan.endsAt.getTime())
    return plan;
  const { local, zone } = anchorAt(endsAt, plan.anchor.zone, terms.interval);
  return { ...plan, endsAt, anchor: { local, zone, index: plan.index + 1 } };
}
