import type { HoldReason } from '@/lib/kit/words';
import type { Conflict } from './conflict';
import type { ConnectionFacts } from './state-ahead';

/** Why no day is known for terms that come with the next payment, because that has none. */
export const termsWaits = [
  'end',
  'stop',
  'disable',
  'pause',
  'router',
  'connection',
  'start',
  'payment',
  /** Nothing holds the service, and no payment is due. */
  'none_due',
  /** The terms come with the payment after the first one, which is for what was bought. */
  'first_period',
] as const;
export type TermsWait = (typeof termsWaits)[number];

/** Data that is used up does not keep a service from renewing. */
const waitOfHold = {
  ended: 'end',
  customer_inactive: 'stop',
  customer_blocked: 'stop',
  staff_stopped: 'stop',
  dispute: 'stop',
  staff_disabled: 'disable',
  paused: 'pause',
  not_connected: 'connection',
  router_refused: 'connection',
  not_started: 'start',
  waiting: 'start',
  unpaid: 'payment',
  no_credit: 'payment',
  data_cap: null,
} as const satisfies Record<HoldReason, TermsWait | null>;

type Facts = {
  holds: readonly HoldReason[];
  /** When the next payment is due if nothing keeps it from being made. */
  dueAt: Date | null;
  /** Its first period is still to come. */
  isUnstarted: boolean;
} & Pick<ConnectionFacts, 'isFrozen' | 'isUnserved'>;

/**
 * Returns what the next payment of a service waits for, the most lasting first; null if its day is known. While a
 * router is out of service, new terms are not taken: it could not be told of them.
 */
export function waitOf({
  holds,
  isFrozen,
  isUnserved,
  dueAt,
  isUnstarted,
}: Facts): TermsWait | null {
  if (isUnstarted && !holds.includes('ended')) return 'first_period';
  const waits = new Set<TermsWait | null>(holds.map((reason) => waitOfHold[reason]));
  if (isFrozen) waits.add('router');
  if (isUnserved) waits.add('connection');
  if (dueAt === null) waits.add('none_due');
  return termsWaits.find((wait) => waits.has(wait)) ?? null;
}

/** Waits during which the next payment cannot come before the end of the period that was paid last. */
const untilDue: readonly TermsWait[] = ['end', 'stop', 'disable', 'connection', 'router', 'pause'];

/**
 * Returns what keeps terms from coming with the next payment. While that has no day, only an end of the service by the
 * day on which the paid period ends is certain to come first: everything else may be over by then.
 */
export function blockedTerms(wait: TermsWait | null, conflict: Conflict | null): Conflict | null {
  if (conflict === null || wait === null) return conflict;
  const isEnd = conflict.why === 'service_end_stands' || conflict.why === 'planned_archive_stands';
  return isEnd && untilDue.includes(wait) ? conflict : null;
}
