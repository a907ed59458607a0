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
};

/**
 * Whether a push failed to let a service online that the router does not serve already. A throttled service whose profile
 * cannot be copied is let online with the values that are known, so it counts as served.
 */
export function isRefusal({ failure, missing, desired, applied, attempted }: FailedPush): boolean {
  if (desired < serviceLevels.slow || isServedAt(applied, attempted)) return false;
  const isLetOnline =
    failure === 'incomplete_service' && missing === 'profile' && desired === serviceLevels.slow;
  return letsNothingOn[failure] && !isLetOnline;
}
