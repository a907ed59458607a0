import type { HoldReason } from '@/lib/kit/words';
import type { ServiceState } from '../rules';

/** The facts beside its holds that decide when a service pays. */
export type ConnectionFacts = {
  /** Its router can neither connect it now nor already serves it. */
  isUnserved: boolean;
  /** Its router is out of service, so nothing is pushed to it. */
  isFrozen: boolean;
  /** Its router is in use and cannot be worked with at present: it does not respond, or refuses our login. */
  isRouterAway: boolean;
  /** It has no paid time left. */
  isSpent: boolean;
};

type SpendingFacts = Pick<ConnectionFacts, 'isUnserved' | 'isSpent'>;

/** Holds that do not stop a charge, or only until the service is connected. */
const payable: readonly HoldReason[] = [
  'unpaid',
  'no_credit',
  'data_cap',
  'not_connected',
  'router_refused',
];
/** Without one of these, the service pays for a new period at once. */
const waiting: readonly HoldReason[] = ['not_connected', 'router_refused'];

/**
 * The state that decides the next charge of a service, with two holds that are added only later. A service that owes a
 * charge and is not served will get `not_connected` instead of paying. A service that is not connected, or that its
 * router refused, and that has no paid time left counts as `no_credit`, because it pays for a new period when it is
 * connected.
 */
export function stateAhead(
  { holds, isArchived }: ServiceState,
  { isUnserved, isSpent }: SpendingFacts,
): ServiceState {
  const isFirst = holds.includes('unpaid');
  const isOwed = isSpent || isFirst || holds.includes('no_credit');
  const isPayable = !isArchived && holds.every((reason) => payable.includes(reason));
  const disconnected = isUnserved && isOwed && isPayable;
  const ahead = new Set(holds);
  if (disconnected) ahead.add('not_connected');
  if (waiting.some((reason) => ahead.has(reason)) && isSpent && !isFirst) ahead.add('no_credit');
  return { holds: [...ahead], isArchived };
}

/**
 * The state that decides what a service pays next. One that is not served pays nothing when its paid time ends, but
 * when it is connected; one that is charged only once keeps what was paid.
 */
export function stateWhenDue(
  state: ServiceState,
  { isUnserved, isSpent }: SpendingFacts,
  { isPeriodic }: { isPeriodic: boolean },
): ServiceState {
  // One that is held already keeps its paid time.
  const willBeHeld = isUnserved && isPeriodic && !state.holds.includes('not_connected');
  return stateAhead(state, { isUnserved, isSpent: isSpent || willBeHeld });
}

/** Whether paid time is left that continues when the service does. */
export function hasPaidTime(ahead: ServiceState): boolean {
  return !ahead.holds.includes('unpaid') && !ahead.holds.includes('no_credit');
}
