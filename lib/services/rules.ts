import {
  type HoldReason,
  holdBit,
  holdReasons,
  type ServiceStatus,
  statusOfHold,
} from '@/lib/kit/words';

export type { HoldReason, ServiceStatus } from '@/lib/kit/words';

/** The facts that determine the status. */
export type ServiceState = { holds: readonly HoldReason[]; isArchived: boolean };

/**
 * Returns the status of a service: Archived > Pending > Stopped > Disabled > Active. The same as the generated column
 * `services.status`; a test proves both equal for every combination of holds.
 */
export function statusOf({ holds, isArchived }: ServiceState): ServiceStatus {
  if (isArchived) return 'archived';
  const made = new Set<ServiceStatus>(holds.map((reason) => statusOfHold[reason]));
  for (const status of ['pending', 'stopped', 'disabled'] as const) {
    if (made.has(status)) return status;
  }
  return 'active';
}

/**
 * Returns the holds that explain the current status; holds of a weaker status show only once the stronger are
 * gone. `unpaid` comes last, because the first charge follows automatically once nothing else blocks it.
 */
export function decisiveHolds(state: ServiceState): HoldReason[] {
  const status = statusOf(state);
  const holds = state.holds.filter((reason) => statusOfHold[reason] === status);
  return [
    ...holds.filter((reason) => reason !== 'unpaid'),
    ...holds.filter((reason) => reason === 'unpaid'),
  ];
}

export function holdsFromBits(bits: number): HoldReason[] {
  return holdReasons.filter((reason) => (bits & holdBit(reason)) !== 0);
}

/** Reads the state from a services row. */
export function stateFromBits(row: { holds: number; archivedAt: Date | null }): ServiceState {
  return { holds: holdsFromBits(row.holds), isArchived: row.archivedAt !== null };
}

export function bitsFromHolds(holds: readonly HoldReason[]): number {
  return holds.reduce((bits, reason) => bits | holdBit(reason), 0);
}

/**
 * Returns the status that the router applies. A service that its router refused is pushed again as if nothing held it,
 * until the router accepts it. The same as `service_status_on_router` in db/sql/services.sql; a test proves both equal.
 */
export function statusOnRouter({ holds, isArchived }: ServiceState): ServiceStatus {
  return statusOf({ holds: holds.filter((reason) => reason !== 'router_refused'), isArchived });
}

/** Holds that suspend the paid time of a service, and its data, until they end. */
export const standing = [
  'paused',
  'not_connected',
  'router_refused',
] as const satisfies readonly HoldReason[];
export type StandingHold = (typeof standing)[number];

export function isStandstill(reason: HoldReason): boolean {
  return standing.some((one) => one === reason);
}

/** Whether the paid time of a service and its data stand still, so that none of their ends is known. */
export function isStandingStill({ holds }: Pick<ServiceState, 'holds'>): boolean {
  return holds.some(isStandstill);
}

/** Holds that staff add and lift by hand; every other hold follows its cause. */
export const staffHolds = [
  'staff_stopped',
  'staff_disabled',
] as const satisfies readonly HoldReason[];

/** The hold that a customer's status adds to all of the customer's services. */
export const holdOfCustomerStatus = {
  new: null,
  active: null,
  blocked: 'customer_blocked',
  inactive: 'customer_inactive',
} as const satisfies Record<string, HoldReason | null>;

export type Verdict = { allowed: true } | { allowed: false; why: ServiceRefusal };
export type ServiceRefusal =
  | 'service_is_archived'
  | 'service_already_stopped'
  | 'service_already_disabled'
  | 'service_not_stopped_by_staff'
  | 'service_not_disabled_by_staff'
  | 'service_not_running'
  | 'service_not_begun'
  | 'service_not_connected'
  | 'service_refused'
  | 'service_router_away'
  | 'service_not_paused'
  | 'service_already_paused'
  | 'service_has_history'
  | 'pause_not_offered';

const yes: Verdict = { allowed: true };
const no = (why: ServiceRefusal): Verdict => ({ allowed: false, why });

/** Whether a pack can be ordered: the service is Active or Disabled, and its router can serve it. */
function canOrder(state: ServiceState & { isUnserved: boolean }): Verdict {
  if (state.isArchived) return no('service_is_archived');
  if (state.holds.includes('router_refused')) return no('service_refused');
  const isOn = ['active', 'disabled'].includes(statusOf(state)) && !state.holds.includes('ended');
  if (!isOn) return no(whyNotOn(state));
  return state.isUnserved ? no('service_not_connected') : yes;
}

const beforeFirstCharge: readonly HoldReason[] = [
  ...['not_connected', 'not_started', 'waiting', 'unpaid'],
] as const;

/** Only what has not begun, or lacks only its connection, has a more useful answer than that it does not run. */
function whyNotOn({ holds }: ServiceState): ServiceRefusal {
  if (holds.includes('unpaid') && holds.every((one) => beforeFirstCharge.includes(one)))
    return 'service_not_begun';
  return holds.every((one) => one === 'not_connected')
    ? 'service_not_connected'
    : 'service_not_running';
}

/**
 * Whether another plan can be ordered: as a pack, and also if its router responds and refused the service, because the
 * plan may be the reason. While the router is away, every plan would wait like this one.
 */
function canChangePlan({
  holds,
  isRouterAway,
  ...state
}: ServiceState & { isUnserved: boolean; isRouterAway: boolean }): Verdict {
  const verdict = canOrder({ ...state, holds: holds.filter((one) => one !== 'router_refused') });
  if (!verdict.allowed || !holds.includes('router_refused')) return verdict;
  return isRouterAway ? no('service_router_away') : yes;
}

/**
 * What can be done with a service now: screens disable the control with the reason, commands refuse with it.
 */
export const serviceCan = {
  edit: (state: ServiceState): Verdict => (state.isArchived ? no('service_is_archived') : yes),
  stop: (state: ServiceState): Verdict => canPut(state, 'staff_stopped', 'service_already_stopped'),
  unstop: (state: ServiceState): Verdict =>
    canLift(state, 'staff_stopped', 'service_not_stopped_by_staff'),
  disable: (state: ServiceState): Verdict =>
    canPut(state, 'staff_disabled', 'service_already_disabled'),
  enable: (state: ServiceState): Verdict =>
    canLift(state, 'staff_disabled', 'service_not_disabled_by_staff'),
  archive: (state: ServiceState): Verdict => (state.isArchived ? no('service_is_archived') : yes),
  resume: (state: ServiceState): Verdict => canLift(state, 'paused', 'service_not_paused'),
  pause: (state: ServiceState): Verdict => {
    if (state.holds.includes('paused')) return no('service_already_paused');
    return ['active', 'disabled'].includes(statusOf(state)) ? yes : no('service_not_running');
  },
  delete: (state: ServiceState & { hasHistory: boolean }): Verdict =>
    state.hasHistory ? no('service_has_history') : yes,
  changePlan: canChangePlan,
  buyPack: canOrder,
};

function canPut(state: ServiceState, reason: HoldReason, already: ServiceRefusal): Verdict {
  if (state.isArchived) return no('service_is_archived');
  return state.holds.includes(reason) ? no(already) : yes;
}

function canLift(state: ServiceState, reason: HoldReason, missing: ServiceRefusal): Verdict {
  if (state.isArchived) return no('service_is_archived');
  return state.holds.includes(reason) ? yes : no(missing);
}
