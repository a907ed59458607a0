import type { ScheduledChange } from '../scheduled-change-input';

/** A change planned for a day that has not happened yet. */
export type StandingChange = {
  day: string;
  change: ScheduledChange;
  /** Name of the plan it changes to. */
  toName: string | null;
};

export type Standing = {
  /** The service's last day; null without an end. */
  endDate: string | null;
  /** In the order in which they happen. */
  changes: readonly StandingChange[];
};

/** What stands against a new change, with its day. */
export type Conflict =
  | { why: 'planned_plan_stands'; day: string; plan: string }
  | { why: 'planned_pause_stands' | 'planned_archive_stands' | 'service_end_stands'; day: string };

type New = { day: string; change: ScheduledChange };

/**
 * Returns what would keep a new change from happening, or would be kept from happening by it; null if both can. Only one
 * change of plan is planned for a day at a time, because the second would be priced for a plan that the first has left.
 */
export function conflictOf({ endDate, changes }: Standing, { day, change }: New): Conflict | null {
  const archived = changes.find((one) => one.change.kind === 'archive' && one.day <= day);
  if (archived) return named(archived);
  switch (change.kind) {
    case 'archive': {
      const [later] = changes.filter((one) => one.day >= day).flatMap((one) => named(one) ?? []);
      return later ?? null;
    }
    case 'plan':
      return (
        firstOf(changes, ({ change: { kind } }) => kind === 'plan') ??
        firstOf(changes, (one) => one.day <= day && isPausedOn(changes, one, day)) ??
        endOn({ endDate, changes }, day, (end) => end <= day)
      );
    case 'pause': {
      const isMeanwhile = (one: StandingChange) =>
        one.day >= day && (change.until === null || one.day < change.until);
      return (
        firstOf(changes, (one) => one.change.kind === 'plan' && isMeanwhile(one)) ??
        firstOf(changes, (one) => isPausedOn(changes, one, day)) ??
        firstOf(changes, (one) => one.change.kind === 'pause' && isMeanwhile(one)) ??
        endOn({ endDate, changes }, day, (end) => end < day)
      );
    }
    case 'fields': {
      const end = change.fields?.endDate;
      if (end == null) return null;
      return firstOf(
        changes,
        (one) =>
          one.day >= day &&
          ((one.change.kind === 'plan' && one.day >= end) ||
            (one.change.kind === 'pause' && one.day > end)),
      );
    }
    default:
      return null;
  }
}

function firstOf(
  changes: readonly StandingChange[],
  stands: (one: StandingChange) => boolean,
): Conflict | null {
  const found = changes.find(stands);
  return found ? named(found) : null;
}

/** Null for changes that no other can keep from happening. */
function named({ day, change, toName }: StandingChange): Conflict | null {
  if (change.kind === 'plan') return { why: 'planned_plan_stands', day, plan: toName ?? '' };
  if (change.kind === 'pause') return { why: 'planned_pause_stands', day };
  return change.kind === 'archive' ? { why: 'planned_archive_stands', day } : null;
}

/** Whether `one` is a planned pause that lasts on `day`. */
function isPausedOn(
  changes: readonly StandingChange[],
  { day: since, change }: StandingChange,
  day: string,
): boolean {
  if (change.kind !== 'pause' || since > day) return false;
  if (change.until !== null && change.until <= day) return false;
  return !changes.some((one) => one.change.kind === 'resume' && one.day > since && one.day <= day);
}

/** The last day as it will be by `day`, if it stands against the change. */
function endOn(
  { endDate, changes }: Standing,
  day: string,
  stands: (end: string) => boolean,
): Conflict | null {
  const end = changes.reduce(
    (before, one) =>
      one.day <= day && one.change.kind === 'fields' && one.change.fields?.endDate !== undefined
        ? one.change.fields.endDate
        : before,
    endDate,
  );
  return end !== null && stands(end) ? { why: 'service_end_stands', day: end } : null;
}
