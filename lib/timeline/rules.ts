import {
  type AllocationSource,
  type HoldReason,
  type OrderKind,
  type OrderState,
  type PeriodOutcome,
  type RouterFailure,
  statusOfHold,
  type TransferKind,
} from '@/lib/kit/words';

/** Something that happened to a service or its customer; amounts in minor units, data in bytes. */
export type TimelineEvent = {
  /** Unique among events, stable across reads. */
  id: string;
  at: Date;
  serviceId: number | null;
  /** `staff:3`, `subscriber:8`, `webhook:stripe`, `system:sweep`; null where the source keeps none. */
  actor: string | null;
} & TimelineFact;

export type TimelineFact =
  /** Signed as the customer sees it; all legs of one movement together. */
  | { kind: 'money'; transfer: TransferKind; amountMinor: bigint; text: string }
  | {
      kind: 'period';
      outcome: PeriodOutcome;
      startsAt: Date;
      endsAt: Date;
      priceMinor: bigint;
      grantedBytes: bigint | null;
      balanceSeenMinor: bigint | null;
    }
  | { kind: 'data'; source: AllocationSource; grantedBytes: bigint; expiresAt: Date }
  | { kind: 'order'; order: OrderKind; state: OrderState; orderId: string }
  | { kind: 'hold_set' | 'hold_lifted'; hold: HoldReason }
  /** Any other change, by the word of the history. */
  | { kind: 'changed'; action: string }
  /** `removed`: that it is no longer served there, for lack of what it needs to be connected. */
  | { kind: 'router_confirmed' | 'router_removed' }
  /** `attempts` in a row that failed alike. */
  | { kind: 'router_failed'; failure: RouterFailure; attempts: number };

/** What one command does has one time; within it, causes stand before what follows from them. */
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
  // A service is born with the holds of its beginning; every other hold follows from something.
  const isAtBirth = event.kind === 'hold_set' && statusOfHold[event.hold] === 'pending';
  return isAtBirth ? 2 : rankOfKind[event.kind];
}

export type TimelinePage = {
  /** Newest first. */
  events: TimelineEvent[];
  /** Pass as `before` for what happened earlier; null at the beginning. */
  before: Date | null;
};

/**
 * One page out of the newest events of several sources, each read up to `limit`. A page ends between two
 * moments, never inside one, and never before what a source that was cut off may still hold: the next page
 * repeats and skips nothing.
 */
export function pageOfTimeline(
  sources: readonly (readonly TimelineEvent[])[],
  limit: number,
): TimelinePage {
  const cutOff = sources.filter((source) => source.length >= limit);
  const horizon = Math.max(-Infinity, ...cutOff.map(oldestMs));
  const known = sources.flat().filter(({ at }) => at.getTime() >= horizon);
  const later = known.filter(({ at }) => at.getTime() > horizon);
  // Everything at one single moment: it stays together, however long that page is.
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

/** A router that is down for a night is one event with a count, not a hundred. */
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
