import { addDays } from '@/lib/kit/time';
import type { Discount } from '@/lib/pricing/rules/price';
import type { BillingTerms } from '@/lib/recurrence/lookups';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';

export type PlannedChange = { effectiveDate: string; change: ScheduledChange };
type Fields = Extract<ScheduledChange, { kind: 'fields' }>;

/** A service's terms and end date after its planned changes. */
export type PlannedTerms = { terms: BillingTerms; endDate: string | null };

/**
 * Applies the changes due by `day` to a service's terms, in the order of execution. Plan changes are
 * excluded, because their cost depends on the time (`findDatedChange`).
 */
export function foldPlanned(
  present: PlannedTerms,
  changes: readonly PlannedChange[],
  day: string,
): PlannedTerms {
  const due = changes.filter(({ effectiveDate }) => effectiveDate <= day);
  const left = due.reduce<PlannedTerms>((before, { effectiveDate, change }) => {
    if (change.kind === 'archive') return endsBefore(before, effectiveDate);
    return change.kind === 'fields' ? withFields(before, change) : before;
  }, present);
  const stopped = stoppedOn(due);
  return stopped === null ? left : endsBefore(left, stopped);
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
