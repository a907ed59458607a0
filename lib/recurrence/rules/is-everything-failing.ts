/** So many failures before one success are no fault of single rows. */
const FAILURES_MAX = 10;

/** Whether everything fails: then nothing is parked, because the fault is ours and not a row's. */
export function isEverythingFailing({ done, failed }: { done: number; failed: number }): boolean {
  return done === 0 && failed > FAILURES_MAX;
}
