import { addDays } from '@/lib/kit/time';
import type { IntervalUnit, RecurrenceMode } from '@/lib/kit/words';
import type { ServiceState } from '../rules';
import type { ScheduledChange } from '../scheduled-change-input';

/** Terms that the next period takes. Minor units, tax included; the price is the service's own, for its quantity. */
export type PlannedTermsView = {
  /** Another plan, or newer terms of the same one. */
  kind: 'next_plan' | 'next_terms';
  /** The end of the paid period; null while the service is held: with the next period, whenever it starts. */
  at: Date | null;
  itemVersionId: number;
  fromName: string;
  toName: string;
  priceMinor: bigint;
  /** Taken once, with the first period. */
  feeMinor: bigint;
  mode: RecurrenceMode;
  interval: { count: number; unit: IntervalUnit } | null;
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  /** It carries data: an internet plan, and nothing else. */
  hasData: boolean;
  /** Null is unlimited, or without data. */
  dataBytes: bigint | null;
  byName: string | null;
  isBySubscriber: boolean;
  plannedAt: Date | null;
};

type DiscountDays = { startDate: string; endDate: string | null; text: string };

/** One thing that will happen to a service by itself. Days begin at 00:00 in the operator's zone. */
export type Planned =
  | PlannedTermsView
  | {
      kind: 'change';
      day: string;
      changeId: number;
      change: ScheduledChange;
      /** Of the plan it changes to. */
      toName: string | null;
      byName: string | null;
      /** Its own price is dropped by a change of plan before it. */
      losesPrice: boolean;
    }
  | { kind: 'starts' | 'resumes'; day: string }
  /** The last day. */
  | { kind: 'ends'; day: string }
  | { kind: 'discount_starts' | 'discount_ends'; day: string; text: string };

export function isNextTerms(planned: { kind: string }): planned is PlannedTermsView {
  return planned.kind === 'next_plan' || planned.kind === 'next_terms';
}

type Dates = { startDate: string; endDate: string | null; state: ServiceState };

/** What follows from the service's own dates. */
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
    // One that passed while the service stood still moves on when it is back, nobody knows yet to which day.
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

/** What a subscriber reads of it: without staff's reasons, and without what only staff set up. */
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
