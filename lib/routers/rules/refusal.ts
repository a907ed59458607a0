import type { RouterFailure } from '@/lib/kit/words';
import { isServedAt, serviceLevels } from './service-level';

/**
 * Whether a failure is the router's answer about this one service. Any other failure concerns the router or the way
 * to it. `not_confirmed` is no answer either: the router accepted the rows, so they may serve the service. Rows that
 * staff restored by an undo are their choice.
 */
const concernsService = {
  unreachable: false,
  timed_out: false,
  login_refused: false,
  certificate_changed: false,
  address_refused: false,
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
 * Whether the router refused to let a service online that it does not serve already. A throttled service whose profile
 * cannot be copied is let online with the values that are known, so it counts as served.
 */
export function isRefusal({ failure, missing, desired, applied, attempted }: FailedPush): boolean {
  if (desired < serviceLevels.slow || isServedAt(applied, attempted)) return false;
  const isLetOnline =
    failure === 'incomplete_service' && missing === 'profile' && desired === serviceLevels.slow;
  return concernsService[failure] && !isLetOnline;
}
