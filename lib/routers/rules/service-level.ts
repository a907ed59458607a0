import type { DesiredService } from './desired-service';

/** How much a router lets a service do: nothing known, cut, walled in, throttled, served in full. */
export const serviceLevels = { absent: 0, cut: 1, garden: 2, slow: 3, full: 4 } as const;
export type ServiceLevel = (typeof serviceLevels)[keyof typeof serviceLevels];

/**
 * An attempted level: the router was replaced or emptied, so it serves nobody. It does not change the order of work,
 * because then all services gain access and those that were paid for just now still come first.
 */
export const NOTHING_LEFT = -1;

/** The same as `desiredLevel` in `lookups/levels.ts`. */
export function serviceLevelOf(
  service: Pick<DesiredService, 'isHere' | 'status' | 'throttled'>,
): ServiceLevel {
  if (!service.isHere) return serviceLevels.absent;
  switch (service.status) {
    case 'active':
      return service.throttled ? serviceLevels.slow : serviceLevels.full;
    case 'stopped':
      return serviceLevels.garden;
    case 'disabled':
      return serviceLevels.cut;
    case 'pending':
    case 'archived':
      return serviceLevels.absent;
  }
}

/**
 * Whether a router lets a service online, as far as known: the confirmed level, or a lower one that an unconfirmed push
 * may have set. The same as `router_serves` in db/sql/routers.sql; a test proves both equal.
 */
export function isServedAt(applied: number | null, attempted: number | null): boolean {
  return (
    Math.min(applied ?? serviceLevels.absent, attempted ?? serviceLevels.full) >= serviceLevels.slow
  );
}

/** In order of work on a router: a service that gains access has been paid for, one that loses access can wait. */
export const urgencies = ['raise', 'same', 'lower'] as const;
export type Urgency = (typeof urgencies)[number];

/**
 * An unconfirmed push that lowers a service to the `attempted` level may have taken effect, so a service that should
 * have more may be waiting for it.
 */
export function urgencyOf(
  desired: number,
  applied: number,
  attempted: number | null = null,
): Urgency {
  const isLowered = attempted !== null && attempted !== NOTHING_LEFT && desired > attempted;
  if (desired > applied || isLowered) return 'raise';
  return desired === applied ? 'same' : 'lower';
}
