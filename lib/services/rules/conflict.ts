import { addDays, daysBetween } from '@/lib/kit/time';
import type { ScheduledChange } from '../scheduled-change-input';
import { type ChangeAhead, kindOf, standsAgainst } from './hindrances';

/** A change planned for a day that has not happened yet. */
export type StandingChange = {
  id: number;
  day: string;
  change: ScheduledChange;
  /** Name of the plan it changes to. */
  toName: string | null;
  /** A plan that starts a period of its own on that day: the day on which that ends. */
  restartsUntil?: string | null;
};

/** What is known of a service's days ahead. */
export type Standing = {
  today: string;
  /** The service's last day; null without an end. */
  endDate: string | null;
  /** The day on which the service starts; null once it has. */
  startsOn: string | null;
  /** The pause that is running, with the day on which it began. */
  pause: { since: string; until: string | null } | null;
  isStopped: boolean;
  isDisabled: boolean;
  /** The plan confirmed for the end of the paid period, with the day on which that ends; null without one. */
  nextPlan: { day: string; toName: string } | null;
  /** In the order in which they happen. */
  changes: readonly StandingChange[];
};

/** What stands against a change, with its day. */
export type Conflict =
  | { why: 'planned_plan_stands' | 'planned_next_plan_stands'; day: string; plan: string }
  | { why: Dated; day: string }
  | { why: 'service_paused_openly' | 'service_stopped_stands' | 'service_already_disabled' };

type Dated =
  | 'planned_pause_stands'
  | 'planned_archive_stands'
  | 'planned_stop_stands'
  | 'planned_change_stands'
  | 'service_paused_until'
  | 'service_end_stands'
  | 'service_start_stands';

/** `isNow` marks a change that is made at once, before everything planned; its command has decided about it. */
export type Fresh = { day: string; change: ChangeAhead; isNow?: true };

/** One change in its place; a change that is overdue happens today. */
type Step = {
  day: string;
  change: ChangeAhead;
  toName: string | null;
  isNow: boolean;
  restartsUntil?: string | null | undefined;
};

/**
 * Returns what would keep a new change from happening, or would be kept from happening by it; null if all can.
 * `meetings` decides what hinders a change.
 */
export function conflictOf(standing: Standing, { isNow, ...fresh }: Fresh): Conflict | null {
  const isNextPlan = fresh.change.kind === 'next_plan';
  // A later plan for the end of the period replaces the one that is confirmed.
  const planned = stepsOf(isNextPlan ? { ...standing, nextPlan: null } : standing);
  const added: Step = { ...fresh, toName: null, isNow: isNow === true };
  const all = isNow ? [added, ...planned] : [...planned, added];
  const own = isNow ? null : hindranceOf(standing, all, added);
  return own ?? harmedBy(standing, { before: planned, after: all });
}

/** Returns the planned change that could not happen any more without the one of this id; null if all can. */
export function conflictWithout(standing: Standing, id: number): Conflict | null {
  const before = stepsOf(standing);
  const after = before.filter((_step, index) => standing.changes[index]?.id !== id);
  return harmedBy(standing, { before, after });
}

/**
 * Returns what keeps each planned change from happening as things are, by its id; null stands for the plan confirmed for
 * the end of the paid period. What is planned was possible then, but a stop or an early resumption is made at once.
 */
export function blockedIn(standing: Standing): Map<number | null, Conflict> {
  const steps = stepsOf(standing);
  return new Map(
    steps.flatMap((step, index) => {
      const conflict = hindranceOf(standing, steps, step);
      return conflict === null ? [] : [[standing.changes[index]?.id ?? null, conflict] as const];
    }),
  );
}

function stepsOf({ today, changes, nextPlan }: Standing): Step[] {
  const steps: Omit<Step, 'isNow'>[] = [...changes];
  if (nextPlan) steps.push({ ...nextPlan, change: { kind: 'next_plan' } });
  return steps.map(({ day, ...step }) => ({
    ...step,
    ...{ day: day < today ? today : day, isNow: false },
  }));
}

function harmedBy(
  standing: Standing,
  { before, after }: { before: readonly Step[]; after: readonly Step[] },
): Conflict | null {
  const harmed = after.find(
    (one) =>
      before.includes(one) &&
      hindranceOf(standing, after, one) !== null &&
      hindranceOf(standing, before, one) === null,
  );
  return harmed ? causeOf(moved(standing, before, harmed)) : null;
}

/** What a change finds on its day, with its causes. */
type Ahead = {
  plan: Conflict | null;
  pause: { since: string; until: string | null; cause: Conflict } | null;
  stop: Conflict | null;
  disable: Conflict | null;
  archive: Conflict | null;
  endDate: string | null;
  /** The days by which pauses have moved the end of the paid period. */
  movedDays: number;
};

function hindranceOf(standing: Standing, steps: readonly Step[], planned: Step): Conflict | null {
  const one = moved(standing, steps, planned);
  const { day, change } = one;
  const ahead = resumed(aheadOf(standing, steps, { own: planned, day }), day);
  const { startsOn } = standing;
  const end = ahead.endDate;
  // A pause can still begin on the last day.
  const isOver = end !== null && (change.kind === 'pause' ? end < day : end <= day);
  const found = {
    ...{ archive: ahead.archive, plan: ahead.plan, pause: ahead.pause?.cause ?? null },
    ...{ stop: ahead.stop, disable: ahead.disable },
    end: isOver ? { why: 'service_end_stands' as const, day: end } : null,
    start:
      startsOn !== null && day < startsOn
        ? { why: 'service_start_stands' as const, day: startsOn }
        : null,
  };
  const keys = Object.keys(found) as (keyof typeof found)[];
  const hindrance = keys.find((key) => found[key] !== null && standsAgainst(change, key));
  return hindrance === undefined ? null : found[hindrance];
}

/**
 * A plan for the end of the paid period moves with that: to the end of the period that a plan planned for a day before
 * it starts, and by the days of the pauses in its period.
 */
function moved(standing: Standing, steps: readonly Step[], own: Step): Step {
  if (own.change.kind !== 'next_plan') return own;
  const turn = pausedUntil(standing, steps, { own, day: own.day });
  const restart = steps.findLast(
    ({ restartsUntil, day, isNow }) => typeof restartsUntil === 'string' && !isNow && day <= turn,
  );
  if (typeof restart?.restartsUntil !== 'string') return { ...own, day: turn };
  const day = pausedUntil(standing, steps, { own, day: restart.restartsUntil });
  const { movedDays } = aheadOf(standing, steps, { own, day: restart.day });
  return { ...own, day: addDays(day, -movedDays) };
}

/** Returns the day to which the pauses that begin by then move the end of a period. */
function pausedUntil(
  standing: Standing,
  steps: readonly Step[],
  { own, day }: { own: Step; day: string },
): string {
  const ahead = aheadOf(standing, steps, { own, day });
  const until = ahead.pause?.until ?? null;
  return addDays(day, (until === null ? ahead : unpaused(ahead, until)).movedDays);
}

/**
 * Applies what happens before a change. Of the same day, everything counts as before it, because a change that takes
 * money must not be undone the same day; only what lifts a hold has to be planned first.
 */
function aheadOf(
  standing: Standing,
  steps: readonly Step[],
  { own, day }: { own: Step; day: string },
): Ahead {
  const place = steps.indexOf(own);
  // The sweeps apply the changes of a day before they renew.
  const isLast = own.change.kind === 'next_plan';
  const before = steps
    .map((step, index) => ({ step, index }))
    .filter(({ step, index }) => {
      if (index === place) return false;
      if (step.isNow || step.day < day) return true;
      return step.day === day && (isLast || index < place || !isLift(step.change));
    })
    .toSorted((a, b) => Number(b.step.isNow) - Number(a.step.isNow) || compare(a.step, b.step));
  return before.reduce((ahead, { step }) => apply(resumed(ahead, step.day), step), now(standing));
}

const compare = (a: Step, b: Step) => (a.day < b.day ? -1 : Number(a.day > b.day));
const isLift = ({ kind }: ChangeAhead) => kind === 'resume' || kind === 'unstop';

function now({ pause, isStopped, isDisabled, endDate }: Standing): Ahead {
  return {
    ...{ plan: null, archive: null, endDate, movedDays: 0 },
    pause: pause && { ...pause, cause: pausedBy(pause.until) },
    stop: isStopped ? { why: 'service_stopped_stands' } : null,
    disable: isDisabled ? { why: 'service_already_disabled' } : null,
  };
}

function pausedBy(until: string | null): Conflict {
  return until === null
    ? { why: 'service_paused_openly' }
    : { why: 'service_paused_until', day: until };
}

/** Ends a pause whose last day has passed. */
function resumed(ahead: Ahead, day: string): Ahead {
  const until = ahead.pause?.until ?? null;
  return until !== null && until <= day ? unpaused(ahead, until) : ahead;
}

/** A pause moves the end date by its days, if the service had not ended before it. */
function unpaused({ pause, endDate, ...ahead }: Ahead, day: string): Ahead {
  const isMoved = pause !== null && endDate !== null && pause.since <= endDate;
  const days = pause === null ? 0 : Math.max(daysBetween(pause.since, day), 0);
  return {
    ...{ ...ahead, pause: null, movedDays: ahead.movedDays + days },
    endDate: isMoved ? addDays(endDate, days) : endDate,
  };
}

function apply(ahead: Ahead, step: Step): Ahead {
  const { day, change } = step;
  switch (change.kind) {
    case 'plan':
      return { ...ahead, plan: ahead.plan ?? causeOf(step) };
    case 'next_plan':
      return ahead;
    case 'pause':
      if (ahead.pause !== null) return ahead;
      return { ...ahead, pause: { since: day, until: change.until, cause: causeOf(step) } };
    case 'resume':
      return ahead.pause === null ? ahead : unpaused(ahead, day);
    case 'stop':
    case 'unstop': {
      const hold = change.hold === 'staff_disabled' ? 'disable' : 'stop';
      const cause = change.kind === 'stop' ? (ahead[hold] ?? causeOf(step)) : null;
      return { ...ahead, [hold]: cause };
    }
    case 'archive':
      return { ...ahead, archive: ahead.archive ?? causeOf(step) };
    case 'fields':
      return withEnd(ahead, step, change.fields?.endDate);
  }
}

function withEnd(ahead: Ahead, step: Step, endDate: string | null | undefined): Ahead {
  if (endDate === undefined) return ahead;
  // A last day that is chosen within a pause is moved only by the rest of it.
  const pause = step.isNow && ahead.pause ? { ...ahead.pause, since: step.day } : ahead.pause;
  return { ...ahead, endDate, pause };
}

/** Names a planned change as what stands in the way. */
function causeOf({ day, change, toName }: Step): Conflict {
  switch (kindOf(change)) {
    case 'plan':
      return { why: 'planned_plan_stands', day, plan: toName ?? '' };
    case 'next_plan':
      return { why: 'planned_next_plan_stands', day, plan: toName ?? '' };
    case 'pause':
      return { why: 'planned_pause_stands', day };
    case 'archive':
      return { why: 'planned_archive_stands', day };
    case 'stop':
    case 'disable':
      return { why: 'planned_stop_stands', day };
    case 'fields':
    case 'unstop':
    case 'resume':
      return { why: 'planned_change_stands', day };
  }
}
