import { holdBit, holdReasons, type ServiceStatus, statusOfHold } from './words';

/** The bits of every hold that causes `status`. */
export function holdMask(status: ServiceStatus): number {
  return holdReasons.reduce(
    (mask, reason) => (statusOfHold[reason] === status ? mask | holdBit(reason) : mask),
    0,
  );
}

/**
 * The bits of the holds that take a service off its router and free its login for others. A service that its router
 * refused keeps both: the router is asked again until it accepts the service.
 */
export function offRouterMask(): number {
  return holdMask('pending') & ~holdBit('router_refused');
}
