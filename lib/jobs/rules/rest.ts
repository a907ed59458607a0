const PER_MS = 10;
const LONGEST_MS = 200;

/** Pause in milliseconds before delivering bulk events, which sweeps write and no run waits for. */
export const BULK_REST_MS = 1_000;

/**
 * Returns the pause in milliseconds after a delivery that took this long: a sweep commits more often than it pays to
 * poll, and more so on a busy machine. Events that arrive meanwhile are delivered together.
 */
export function restMs(tookMs: number): number {
  return Math.min(Math.max(tookMs, 0) * PER_MS, LONGEST_MS);
}
