import { addDays, localDateOf } from '@/lib/kit/time';
import type { Discount } from '@/lib/pricing/rules/price';
import type { BillingTerms } from '@/lib/recurrence/lookups';
import type { BreakAhead } from '@/lib/services/rules/breaks-ahead';
import { endDateAfter } from '@/lib/services/rules/end-date';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';

export type PlannedChange = { effectiveDate: string; change: ScheduledChange };
type Fields = Extract<ScheduledChange, { kind: 'fields' }>;

/** A service's terms and end date after its planned changes. */
export type PlannedTerms = { terms: BillingTerms; endDate: string | null };

/** The end date of a service, with the breaks that will move it. */
export type Ending = {
  endDate: string | null;
  /** The seconds by which it was moved beyond the time given back. */
  spareSeconds: number;
  breaks: readonly BreakAhead[];
};

/**
 * Applies the changes and breaks due by `day` to a service's terms, in the order of execution. Plan changes are
 * excluded, because their cost depends on the time (`findDatedChange`).
 */
export function foldPlanned(
  { terms, ...ending }: { terms: BillingTerms } & Ending,
  changes: readonly PlannedChange[],
  day: string,
): PlannedTerms {
  const due = changes.filter(({ effectiveDate }) => effectiveDate <= day);
  const before = due.reduce<Folded>(
    (folded, { effectiveDate, change }) => {
      const by = { terms: folded.terms, ...resumedBy(folded, effectiveDate) };
      const { spareSeconds, breaks } = by;
      if (change.kind === 'archive')
        return { ...endsBefore(by, effectiveDate), spareSeconds, breaks };
      return change.kind === 'fields' ? { ...withFields(by, change), spareSeconds, breaks } : by;
    },
    { terms, ...ending },
  );
  const by = { terms: before.terms, ...resumedBy(before, day) };
  const left = { terms: by.terms, endDate: isUnknown(by, day) ? null : by.endDate };
  const stopped = stoppedOn(due);
  return stopped === null ? left : endsBefore(left, stopped);
}

/** Later than any planned change. */
const NO_DAY = '9999-12-31';

/** Returns the last day with everything planned, also what stops or archives the service; null without an end. */
export function lastDayWith(
  present: { terms: BillingTerms } & Ending,
  changes: readonly PlannedChange[],
): string | null {
  return foldPlanned(present, changes, NO_DAY).endDate;
}

/** Returns the end date with the changes of it and the breaks that are planned; null without one that is known. */
export function endWith(
  present: { terms: BillingTerms } & Ending,
  changes: readonly PlannedChange[],
): string | null {
  return lastDayWith(
    present,
    changes.filter(({ change }) => change.kind === 'fields'),
  );
}

type Folded = { terms: BillingTerms } & Ending;

/** Moves the end date by the breaks that are over on that day. */
function resumedBy({ terms: { zone }, ...ending }: Folded, day: string): Ending {
  let { endDate, spareSeconds } = ending;
  const isAhead = ({ until }: BreakAhead) => until === null || localDateOf(until, zone) > day;
  for (const { since, until } of ending.breaks) {
    if (until === null || localDateOf(until, zone) > day) continue;
    if (endDate === null || endDate < localDateOf(since, zone)) continue;
    ({ endDate, spareSeconds } = endDateAfter({ endDate, spareSeconds }, { since, until, zone }));
  }
  return { endDate, spareSeconds, breaks: ending.breaks.filter(isAhead) };
}

/** An end date that has not passed before a break without an end moves with it, nobody knows how far. */
function isUnknown({ terms: { zone }, endDate, breaks }: Folded, day: string): boolean {
  return breaks.some(({ since, until }) => {
    const from = localDateOf(since, zone);
    return until === null && endDate !== null && from <= day && from <= endDate;
  });
}

/** Returns the first day of a planned stop that is not lifted by a later change. */
function stoppedOn(due: readonly PlannedChange[]): string | null {
  const days = new Map<string, string>();
  for (const { effectiveDate, change } of due) {
    if (change.kind === 'stop' && !days.has(change.hold)) days.set(change.hold, effectiveDate);
    if (change.kind === 'unstop') days.delete(change.hold);
  }
  return [...days.values()].sort()[0] ?? null;
}

/** A service ends the day before it is archived or stopped. */
function endsBefore({ terms, endDate }: PlannedTerms, day: string): PlannedTerms {
  const last = addDays(day, -1);
  return { terms, endDate: endDate !== null && endDate < last ? endDate : last };
}

function withFields({ terms, endDate }: PlannedTerms, change: Fields): PlannedTerms {
  const fields = change.fields ?? {};
  const quantity = fields.quantity ?? terms.price.quantity;
  const forAll = (bytes: bigint | null) =>
    bytes === null ? null : (bytes / BigInt(terms.price.quantity)) * BigInt(quantity);
  return {
    terms: {
      ...terms,
      mode: fields.recurrenceMode ?? terms.mode,
      interval: intervalOf(terms.interval, fields),
      priority: fields.priority ?? terms.priority,
      quotaBytes: forAll(terms.quotaBytes),
      bonusBytes: forAll(terms.bonusBytes),
      price: {
        ...terms.price,
        quantity,
        customPriceMinor:
          fields.customPriceMinor === undefined
            ? terms.price.customPriceMinor
            : fields.customPriceMinor,
        discounts: change.discounts?.map(toDiscount) ?? terms.price.discounts,
      },
    },
    endDate: fields.endDate === undefined ? endDate : fields.endDate,
  };
}

function intervalOf(present: BillingTerms['interval'], fields: NonNullable<Fields['fields']>) {
  const count = fields.intervalCount === undefined ? present?.count : fields.intervalCount;
  const unit = fields.intervalUnit === undefined ? present?.unit : fields.intervalUnit;
  return count == null || unit == null ? null : { count, unit };
}

function toDiscount(given: NonNullable<Fields['discounts']>[number]): Discount {
  const { kind, percentPpm, amountMinor, startDate, endDate, stackable } = given;
  const common = { startDate, endDate, stackable };
  return kind === 'percent'
    ? { kind, percentPpm: percentPpm ?? 0, ...common }
    : { kind, amountMinor: amountMinor ?? 0n, ...common };
}
