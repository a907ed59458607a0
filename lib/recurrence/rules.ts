import { type Anchor, anchorAt, periodIndexAt, periodStart } from '@/lib/kit/time';
import type { IntervalUnit, RecurrenceMode } from '@/lib/kit/words';
import { type AccountState, decideCharge } from '@/lib/wallet/rules';

/** The recurrence of one service, as stored in its schedule row. */
export type Recurrence = {
  mode: RecurrenceMode;
  anchorLocal: string;
  zone: string;
  intervalCount: number;
  intervalUnit: IntervalUnit;
  anchorIndex: number;
  nextIndex: number;
};

export type PeriodDecision =
  | { kind: 'allocate'; balanceAfterMinor: bigint }
  | { kind: 'withhold'; shortMinor: bigint };

/**
 * Returns the start of period `index`, which is also the end of the previous one, so periods are contiguous.
 */
export function startOfPeriod(recurrence: Recurrence, index: number): Date {
  return periodStart(anchorOf(recurrence), index - recurrence.anchorIndex);
}

function anchorOf(recurrence: Recurrence): Anchor {
  const { anchorLocal: local, zone, intervalCount: count, intervalUnit: unit } = recurrence;
  return { local, zone, interval: { count, unit } };
}

export type DuePeriods = {
  /** Periods that passed during an outage: recorded, never charged. */
  missed: number[];
  /** The period to decide now. */
  current: number;
};

/**
 * Returns the periods due at `now`: after an outage only the running one is decided. Null if nothing is due.
 */
export function duePeriods(recurrence: Recurrence, now: Date): DuePeriods | null {
  const running = periodIndexAt(anchorOf(recurrence), now) + recurrence.anchorIndex;
  if (running < recurrence.nextIndex) return null;
  const missed = Array.from(
    { length: running - recurrence.nextIndex },
    (_, step) => recurrence.nextIndex + step,
  );
  return { missed, current: running };
}

/**
 * Decides whether a period is allocated. `credit_based` needs the whole price above the floor; `one_off`
 * ignores the credit; a recurrence `none` has no further period.
 */
export function decidePeriod(
  { mode, priceMinor }: { mode: RecurrenceMode; priceMinor: bigint },
  account: AccountState,
): PeriodDecision {
  if (mode !== 'credit_based') {
    return { kind: 'allocate', balanceAfterMinor: account.balanceMinor - priceMinor };
  }
  const charge = decideCharge(account, priceMinor);
  return charge.kind === 'pay'
    ? { kind: 'allocate', balanceAfterMinor: charge.balanceAfterMinor }
    : { kind: 'withhold', shortMinor: charge.shortMinor };
}

type Follows = { mode: RecurrenceMode; nextItemVersionId: number | null };

/** Returns whether the plan ends after its one period, because no other terms are planned to follow. */
export function endsAfterPeriod({ mode, nextItemVersionId }: Follows): boolean {
  return mode === 'none' && nextItemVersionId === null;
}

/**
 * Returns whether nothing follows at the due date; a period that is unpaid in its grace is still decided
 * then.
 */
export function endsWhenDue(terms: Follows, row: { inGrace: boolean } | undefined): boolean {
  return endsAfterPeriod(terms) && !row?.inGrace;
}

export type GraceTerms = {
  /** The unpaid period; its end is exclusive. */
  startsAt: Date;
  endsAt: Date;
  zone: string;
  /** Days of grace of the plan; 0 means none. */
  graceDays: number;
  /** No period was paid since the last grace began, so there is no second grace. */
  inGrace: boolean;
};

/**
 * Returns until when a service with an unpaid period keeps running; null if it must stop now. The grace
 * counts from the period's start and never exceeds its end, so that no second unpaid period is served.
 */
export function graceEnd(terms: GraceTerms, now: Date): Date | null {
  if (terms.graceDays === 0 || terms.inGrace) return null;
  const days = anchorAt(terms.startsAt, terms.zone, { count: 1, unit: 'day' });
  const ends = periodStart(days, terms.graceDays);
  const end = ends < terms.endsAt ? ends : terms.endsAt;
  return end > now ? end : null;
}

const MINUTE_MS = 60_000;

/**
 * Returns the anchor of a recurrence that follows this zone from its next period on: the same one, where that starts
 * the period at the same moment, otherwise the moment itself. The running period ends as it was sold.
 */
export function inZone(
  recurrence: Recurrence,
  { startsAt, zone }: { startsAt: Date; zone: string },
): Pick<Recurrence, 'anchorLocal' | 'zone' | 'anchorIndex'> {
  const { intervalCount: count, intervalUnit: unit, anchorIndex, nextIndex } = recurrence;
  const interval = { count, unit };
  const moved = anchorAt(periodStart(anchorOf(recurrence), 0), zone, interval);
  const isSame = periodStart(moved, nextIndex - anchorIndex).getTime() === startsAt.getTime();
  const anchor = isSame ? moved : anchorAt(startsAt, zone, interval);
  return { anchorLocal: anchor.local, zone, anchorIndex: isSame ? anchorIndex : nextIndex };
}

/** Returns the first sweep that sees this moment: sweeps run at full minutes. */
export function sweepMinute(moment: Date): Date {
  return new Date(Math.ceil(moment.getTime() / MINUTE_MS) * MINUTE_MS);
}

export type DueService = { serviceId: number; priority: number; dueAt: Date; priceMinor: bigint };

/** Compares services in spending order, for when credit is short: priority, then due time, then id. */
export function spendingOrder(left: DueService, right: DueService): number {
  return (
    left.priority - right.priority ||
    left.dueAt.getTime() - right.dueAt.getTime() ||
    left.serviceId - right.serviceId
  );
}
