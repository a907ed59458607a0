const PER_MS = 10;
const LONGEST_MS = 200;

/** The rest before events that were written in bulk, by a sweep, and that nobody waits for: milliseconds. */
export const BULK_REST_MS = 1_000;

/**
 * How long to rest after delivering events took this long, in milliseconds: a sweep commits more often than it pays
 * to look, and the more so the busier the machine is. What comes meanwhile is delivered together.
 */
export function restMs(tookMs: number): number {
  return Math.min(Math.max(tookMs, 0) * PER_MS, LONGEST_MS);
}
