import type { DesiredService } from './desired-service';

/** How much a router lets a service do: nothing known of it, cut, walled in, slowed down, served in full. */
export const serviceLevels = { absent: 0, cut: 1, garden: 2, slow: 3, full: 4 } as const;
export type ServiceLevel = (typeof serviceLevels)[keyof typeof serviceLevels];

/** The same table as `desiredLevel` in `lookups/levels.ts`. */
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
 * Whether a router lets a service online, as far as is known: what it confirmed, less what a push that was not
 * confirmed may have taken. The twin of `router_serves` in db/sql/routers.sql; a test proves both equal.
 */
export function isServedAt(applied: number | null, attempted: number | null): boolean {
  return (
    Math.min(applied ?? serviceLevels.absent, attempted ?? serviceLevels.full) >= serviceLevels.slow
  );
}

/** In the order of work on a router: who gets more has paid for it, who loses something can wait. */
export const urgencies = ['raise', 'same', 'lower'] as const;
export type Urgency = (typeof urgencies)[number];

/**
 * A push that lowers a service and was not confirmed, to the `attempted` level, may have been carried out: who
 * is to get more than that may be waiting for it.
 */
export function urgencyOf(
  desired: number,
  applied: number,
  attempted: number | null = null,
): Urgency {
  if (desired > applied || (attempted !== null && desired > attempted)) return 'raise';
  return desired === applied ? 'same' : 'lower';
}
