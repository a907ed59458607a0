import type { DesiredService } from './desired-service';

/** How much a router lets a service do: nothing known of it, cut, walled in, slowed down, served in full. */
export const SERVICE_LEVELS = { absent: 0, cut: 1, garden: 2, slow: 3, full: 4 } as const;
export type ServiceLevel = (typeof SERVICE_LEVELS)[keyof typeof SERVICE_LEVELS];

/** The same table as `desiredLevel` in `lookups/levels.ts`. */
export function serviceLevelOf(
  service: Pick<DesiredService, 'isHere' | 'status' | 'throttled'>,
): ServiceLevel {
  if (!service.isHere) return SERVICE_LEVELS.absent;
  switch (service.status) {
    case 'active':
      return service.throttled ? SERVICE_LEVELS.slow : SERVICE_LEVELS.full;
    case 'stopped':
      return SERVICE_LEVELS.garden;
    case 'disabled':
      return SERVICE_LEVELS.cut;
    case 'pending':
    case 'archived':
      return SERVICE_LEVELS.absent;
  }
}

/**
 * Whether a router lets a service online, as far as is known: what it confirmed, less what a push that was not
 * confirmed may have taken. The twin of `router_serves` in db/sql/routers.sql; a test proves both equal.
 */
export function isServedAt(applied: number | null, attempted: number | null): boolean {
  return (
    Math.min(applied ?? SERVICE_LEVELS.absent, attempted ?? SERVICE_LEVELS.full) >=
    SERVICE_LEVELS.slow
  );
}

/** In the order of work on a router: who gets more has paid for it, who loses something can wait. */
export const URGENCIES = ['raise', 'same', 'lower'] as const;
export type Urgency = (typeof URGENCIES)[number];

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
