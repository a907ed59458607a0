import type { RouterFailure } from '@/lib/kit/words';
import { isServedAt, serviceLevels } from './service-level';

/**
 * Whether a push that failed for this reason has let nothing online, so far as known. `not_confirmed` says otherwise:
 * the router accepted the rows and shows them with another value, or kept an old session, so it may serve the service.
 * Rows that staff restored by an undo are their choice.
 */
const letsNothingOn = {
  unreachable: true,
  timed_out: true,
  login_refused: true,
  certificate_changed: true,
  address_refused: true,
  conflict: true,
  rejected: true,
  not_confirmed: false,
  incomplete_service: true,
  left_as_is: false,
} as const satisfies Record<RouterFailure, boolean>;

/** A failed push of a service, and what the router is known to do for the service. */
export type FailedPush = {
  failure: RouterFailure;
  /** What an incomplete service lacks. */
  missing: string | null;
  /** The level that was pushed. */
  desired: number;
  applied: number | null;
  attempted: number | null;
  /** All its rows were written, and its sessions ended. */
  isWritten?: boolean | undefined;
  /** Its login is not on the router, and without a password none could be added. */
  lacksLogin?: boolean | undefined;
  /** Its earlier rows were removed, and it cannot have others. */
  isReleased?: boolean | undefined;
};

/**
 * Returns the level at which a router serves a service after a push that wrote its rows but could not be confirmed;
 * null when that is not known.
 *
 * The customer's time follows the line, not our bookkeeping. With an unreadable password the login keeps the one it has,
 * and a pool of the operator's under our name gives an address like ours, so the customer is online and the time runs:
 * otherwise it would stand still for as long as nobody mends the row. A throttled service whose profile cannot be copied
 * is let online with the values that are known.
 */
export function levelAfter(push: Omit<FailedPush, 'applied' | 'attempted'>): number | null {
  const { failure, missing, desired, isWritten, lacksLogin, isReleased } = push;
  if (lacksLogin === true) return serviceLevels.absent;
  if (isWritten !== true) return null;
  if (isReleased === true) return serviceLevels.absent;
  if (failure === 'conflict') return desired;
  if (failure !== 'incomplete_service') return null;
  const isSlow = missing === 'profile' && desired === serviceLevels.slow;
  return missing === 'password' || isSlow ? desired : null;
}

/**
 * Whether a push failed to let a service online that the router does not serve already: then its paid time stands still.
 */
export function isRefusal(push: FailedPush): boolean {
  const { failure, desired, applied, attempted } = push;
  const level = levelAfter(push);
  const isServed = level === null ? isServedAt(applied, attempted) : level >= serviceLevels.slow;
  return desired >= serviceLevels.slow && !isServed && letsNothingOn[failure];
}
