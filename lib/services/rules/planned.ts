import { addDays, startOfLocalDay } from '@/lib/kit/time';
import type { IntervalUnit, RecurrenceMode } from '@/lib/kit/words';
import type { ServiceState } from '../rules';
import type { ScheduledChange } from '../scheduled-change-input';
import type { Conflict } from './conflict';
import type { TermsWait } from './terms-wait';

/**
 * Terms that apply from the next period. Minor units including tax; the price is the service's own, for its
 * quantity.
 */
export type PlannedTermsView = {
  /** Another plan, or newer terms of the same plan. */
  kind: 'next_plan' | 'next_terms';
  /** The end of the paid period; null while `waits` says why the start of the next period is unknown. */
  at: Date | null;
  waits: TermsWait | null;
  itemVersionId: number;
  fromName: string;
  toName: string;
  priceMinor: bigint;
  /** Charged once, with the first period. */
  feeMinor: bigint;
  mode: RecurrenceMode;
  interval: { count: number; unit: IntervalUnit } | null;
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  /** The service has data, as only internet plans do. */
  hasData: boolean;
  /** Null means unlimited, or a service without data. */
  dataBytes: bigint | null;
  byName: string | null;
  isBySubscriber: boolean;
  plannedAt: Date | null;
  /** What keeps it from happening as things are. */
  blocked: Conflict | null;
};

type DiscountDays = { startDate: string; endDate: string | null; text: string };

/** One automatic change ahead for a service. Days begin at 00:00 in the operator's time zone. */
export type Planned =
  | PlannedTermsView
  | {
      kind: 'change';
      day: string;
      changeId: number;
      change: ScheduledChange;
      /** Name of the plan it changes to. */
      toName: string | null;
      byName: string | null;
      /** An earlier plan change drops this change's custom price. */
      losesPrice: boolean;
      /** What keeps it from happening as things are. */
      blocked: Conflict | null;
    }
  | { kind: 'starts' | 'resumes'; day: string }
  /** The end date, which is the last day of the service. */
  | { kind: 'ends'; day: string }
  | { kind: 'discount_starts' | 'discount_ends'; day: string; text: string };

export function isNextTerms(planned: { kind: string }): planned is PlannedTermsView {
  return planned.kind === 'next_plan' || planned.kind === 'next_terms';
}

/** Sorts planned changes by the moment at which they happen; at one moment, those planned for a day come first. */
export function inOrder(planned: readonly Planned[], zone: string): Planned[] {
  const placed = planned.map((one) => ({ one, at: momentOf(one, zone) }));
  return placed
    .toSorted((left, right) => left.at - right.at || termsLast(left.one, right.one))
    .map(({ one }) => one);
}

function termsLast(left: Planned, right: Planned): number {
  return Number(isNextTerms(left)) - Number(isNextTerms(right));
}

/** Milliseconds; 0 for an entry without a date, which is next, whenever that will be. */
function momentOf(planned: Planned, zone: string): number {
  if (isNextTerms(planned)) return planned.at?.getTime() ?? 0;
  // The service still works on its last day.
  const day = planned.kind === 'ends' ? addDays(planned.day, 1) : planned.day;
  return startOfLocalDay(day, zone).getTime();
}

type Dates = { startDate: string; endDate: string | null; state: ServiceState };

/** Lists the changes that follow from the service's own dates. */
export function datesOf(
  { startDate, endDate, state }: Dates,
  {
    today,
    pauseEnds,
    discounts,
  }: { today: string; pauseEnds: string | null; discounts: readonly DiscountDays[] },
): Planned[] {
  return [
    ...(state.holds.includes('not_started') ? [{ kind: 'starts' as const, day: startDate }] : []),
    ...(pauseEnds === null ? [] : [{ kind: 'resumes' as const, day: pauseEnds }]),
    // An end date that passed during a break is moved when the service resumes; until then its new value is
    // unknown.
    ...(endDate === null || endDate < today || state.holds.includes('ended')
      ? []
      : [{ kind: 'ends' as const, day: endDate }]),
    ...discounts.flatMap((discount) => discountDays(discount, today)),
  ];
}

function discountDays({ startDate, endDate, text }: DiscountDays, today: string): Planned[] {
  const after = endDate === null ? null : addDays(endDate, 1);
  return [
    ...(startDate > today ? [{ kind: 'discount_starts' as const, day: startDate, text }] : []),
    ...(after !== null && after > today
      ? [{ kind: 'discount_ends' as const, day: after, text }]
      : []),
  ];
}

/** Returns the subscriber's view: without staff's reasons and without changes that concern only staff. */
export function forSubscriber(planned: readonly Planned[]): Planned[] {
  return planned.flatMap((one): Planned[] => {
    if (one.kind !== 'change') return [one];
    const change = publicChange(one.change);
    return change === null ? [] : [{ ...one, change, byName: null }];
  });
}

function publicChange(change: ScheduledChange): ScheduledChange | null {
  switch (change.kind) {
    case 'fields': {
      const { quantity, customPriceMinor, endDate } = change.fields ?? {};
      const { discounts } = change;
      if ([quantity, customPriceMinor, endDate, discounts].every((one) => one === undefined))
        return null;
      return { kind: 'fields', fields: { quantity, customPriceMinor, endDate }, discounts };
    }
    case 'stop':
    case 'unstop':
    case 'archive':
      return { ...change, reason: '' };
    default:
      return change;
  }
}
