/** Percentages of the data in force at which the customer is alerted. */
const alertThresholds = [50, 80, 100] as const;

/** Within this time only the highest of several thresholds is sent; the end of the data always at once. */
const QUIET_MS = 3_600_000;

/** The threshold the customer was last alerted about, or 0. */
export type AlertState = { percent: number; sentAt: Date | null };
export type AlertDecision = {
  state: AlertState;
  /** The threshold to send now; null for none. */
  send: number | null;
};

/** Returns the highest threshold that `used` of `granted` has reached; 0 below the first, or without data. */
export function reachedThreshold(usedBytes: bigint, grantedBytes: bigint): number {
  if (grantedBytes <= 0n) return 0;
  let reached = 0;
  for (const threshold of alertThresholds) {
    if (usedBytes * 100n >= grantedBytes * BigInt(threshold)) reached = threshold;
  }
  return reached;
}

/**
 * Sends each threshold once while data runs down. New data lowers the level, and thresholds reached after it count
 * again. One passed within the quiet hour is sent after it, unless a higher one has been reached by then.
 */
export function decideAlert(state: AlertState, reached: number, now: Date): AlertDecision {
  if (reached <= state.percent) {
    return { state: { percent: reached, sentAt: state.sentAt }, send: null };
  }
  const isQuiet = state.sentAt !== null && now.getTime() - state.sentAt.getTime() < QUIET_MS;
  if (isQuiet && reached < 100) return { state, send: null };
  return { state: { percent: reached, sentAt: now }, send: reached };
}
