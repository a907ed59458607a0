/** More failures than this before the first success are not caused by single rows. */
const FAILURES_MAX = 10;

/** Returns whether everything fails. Then nothing is parked, because the fault is general and not in a row. */
export function isEverythingFailing({ done, failed }: { done: number; failed: number }): boolean {
  return done === 0 && failed > FAILURES_MAX;
}
