import type { TransferKind } from '@/lib/kit/ledger-words';
import {
  type AllocationSource,
  type HoldReason,
  type OrderKind,
  type OrderState,
  type PeriodOutcome,
  type RouterFailure,
  statusOfHold,
} from '@/lib/kit/words';

/** An event of a service or its customer; amounts in minor units, data in bytes. */
export type TimelineEvent = {
  /** Unique among events, stable across reads. */
  id: string;
  at: Date;
  serviceId: number | null;
  /** `staff:3`, `subscriber:8`, `webhook:stripe`, `system:sweep`; null if the source does not record it. */
  actor: string | null;
} & TimelineFact;

export type TimelineFact =
  /** Signed from the customer's view; all legs of one movement combined. */
  | { kind: 'money'; transfer: TransferKind; amountMinor: bigint; text: string }
  | {
      kind: 'period';
      outcome: PeriodOutcome;
      startsAt: Date;
      endsAt: Date;
      /** With the fee that was paid with it. */
      priceMinor: bigint;
      feeMinor: bigint;
      grantedBytes: bigint | null;
      balanceSeenMinor: bigint | null;
    }
  | { kind: 'data'; source: AllocationSource; grantedBytes: bigint; expiresAt: Date }
  | { kind: 'order'; order: OrderKind; state: OrderState; orderId: string }
  | { kind: 'hold_set' | 'hold_lifted'; hold: HoldReason }
  /** Any other change, named by its history action. */
  | { kind: 'changed'; action: string }
  /** `removed`: no longer served by the router, because it lacks what it needs to be connected. */
  | { kind: 'router_confirmed' | 'router_removed' }
  /** `attempts` counts consecutive failures of the same kind. */
  | { kind: 'router_failed'; failure: RouterFailure; attempts: number };

/** Everything one command does has the same time; within it, causes come before effects. */
const rankOfKind: Record<TimelineFact['kind'], number> = {
  order: 0,
  changed: 1,
  money: 3,
  period: 4,
  data: 5,
  hold_set: 6,
  hold_lifted: 7,
  router_failed: 8,
  router_confirmed: 9,
  router_removed: 9,
};

function rankOf(event: TimelineEvent): number {
  // A new service starts with its initial holds; every other hold is an effect of something.
  const isAtBirth = event.kind === 'hold_set' && statusOfHold[event.hold] === 'pending';
  return isAtBirth ? 2 : rankOfKind[event.kind];
}

export type TimelinePage = {
  /** Newest first. */
  events: TimelineEvent[];
  /** Pass as `before` to get earlier events; null at the beginning. */
  before: Date | null;
};

/**
 * Merges the newest events of several sources, each read up to `limit`, into one page. A page ends between two
 * instants, never within one, and never beyond the last event of a truncated source, so the next page neither repeats
 * nor skips events.
 */
export function pageOfTimeline(
  sources: readonly (readonly TimelineEvent[])[],
  limit: number,
): TimelinePage {
  const cutOff = sources.filter((source) => source.length >= limit);
  const horizon = Math.max(-Infinity, ...cutOff.map(oldestMs));
  const known = sources.flat().filter(({ at }) => at.getTime() >= horizon);
  const later = known.filter(({ at }) => at.getTime() > horizon);
  // Events of a single instant stay together, however long that makes the page.
  const newestFirst = foldFailures((later.length > 0 ? later : known).sort(inTime)).reverse();
  const nextAt = newestFirst[limit]?.at.getTime();
  const whole = newestFirst.filter(({ at }) => nextAt === undefined || at.getTime() > nextAt);
  const page = whole.length > 0 ? whole : newestFirst;
  const isAll = page.length === newestFirst.length && cutOff.length === 0;
  return { events: page, before: isAll ? null : (page.at(-1)?.at ?? null) };
}

function oldestMs(events: readonly TimelineEvent[]): number {
  return Math.min(...events.map(({ at }) => at.getTime()));
}

function inTime(left: TimelineEvent, right: TimelineEvent): number {
  return (
    left.at.getTime() - right.at.getTime() ||
    rankOf(left) - rankOf(right) ||
    left.id.localeCompare(right.id, 'en', { numeric: true })
  );
}

/** Folds consecutive failures into one event with a count, so that a router outage is not a hundred lines. */
function foldFailures(oldestFirst: readonly TimelineEvent[]): TimelineEvent[] {
  const folded: TimelineEvent[] = [];
  for (const event of oldestFirst) {
    const last = folded.at(-1);
    const isSame =
      last?.kind === 'router_failed' &&
      event.kind === 'router_failed' &&
      last.failure === event.failure &&
      last.serviceId === event.serviceId;
    if (isSame) folded[folded.length - 1] = { ...event, attempts: last.attempts + event.attempts };
    else folded.push(event);
  }
  return folded;
}
