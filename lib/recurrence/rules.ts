import { type Anchor, anchorAt, periodIndexAt, periodStart } from '@/lib/kit/time';
import type { IntervalUnit, RecurrenceMode } from '@/lib/kit/words';
import { type AccountState, decideCharge } from '@/lib/wallet/rules';

/** The recurrence of one service, as its schedule row holds it. */
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

/** Start of period `index`; the end of one is the start of the next, so they tile. */
export function startOfPeriod(recurrence: Recurrence, index: number): Date {
  return periodStart(anchorOf(recurrence), index - recurrence.anchorIndex);
}

function anchorOf(recurrence: Recurrence): Anchor {
  const { anchorLocal: local, zone, intervalCount: count, intervalUnit: unit } = recurrence;
  return { local, zone, interval: { count, unit } };
}

export type DuePeriods = {
  /** Periods that passed while nothing ran: recorded, never charged. */
  missed: number[];
  /** The one period that is decided now. */
  current: number;
};

/** After an outage only the running period is decided; null when nothing is due yet. */
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
 * Whether a period is allocated. `credit_based` needs the whole price above the floor; `one_off` never
 * looks at the credit; a recurrence `none` has no further period.
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

/** A plan that ends by itself has one period, unless other terms are chosen to follow it. */
export function endsAfterPeriod({ mode, nextItemVersionId }: Follows): boolean {
  return mode === 'none' && nextItemVersionId === null;
}

/** Whether nothing follows at the due moment; a period that runs unpaid in its grace is still asked for then. */
export function endsWhenDue(terms: Follows, row: { inGrace: boolean } | undefined): boolean {
  return endsAfterPeriod(terms) && !row?.inGrace;
}

export type GraceTerms = {
  /** Of the period that could not be paid; the end is exclusive. */
  startsAt: Date;
  endsAt: Date;
  zone: string;
  /** Days of grace the plan gives; 0 is none. */
  graceDays: number;
  /** No period was paid since the last grace began: there is no second one before that. */
  inGrace: boolean;
};

/**
 * Until when a service runs on although its period could not be paid; null when it must stop now. A
 * grace counts from the period's start and never outlasts it, so that nothing is served twice unpaid.
 */
export function graceEnd(terms: GraceTerms, now: Date): Date | null {
  if (terms.graceDays === 0 || terms.inGrace) return null;
  const days = anchorAt(terms.startsAt, terms.zone, { count: 1, unit: 'day' });
  const ends = periodStart(days, terms.graceDays);
  const end = ends < terms.endsAt ? ends : terms.endsAt;
  return end > now ? end : null;
}

const MINUTE_MS = 60_000;

/** The sweeps come round at full minutes: the first one that sees this moment. */
export function sweepMinute(moment: Date): Date {
  return new Date(Math.ceil(moment.getTime() / MINUTE_MS) * MINUTE_MS);
}

export type DueService = { serviceId: number; priority: number; dueAt: Date; priceMinor: bigint };

/** Who is paid first when credit is short: priority, then due time, then id. */
export function spendingOrder(left: DueService, right: DueService): number {
  return (
    left.priority - right.priority ||
    left.dueAt.getTime() - right.dueAt.getTime() ||
    left.serviceId - right.serviceId
  );
}
