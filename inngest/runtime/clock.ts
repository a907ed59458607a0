import { databaseClockOffsetMs } from '@/lib/jobs/database-clock';

/** The engine's only source of time: the current time, and timers. */
export type Clock = {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Calls `wake` once, after `ms`. Returns a function that cancels it. */
  after: (ms: number, wake: () => void) => () => void;
  /** Synchronises with the database's clock when due. */
  adjust: () => Promise<void>;
};

const ADJUST_EVERY_MS = 60_000;
/** The longest delay of a timer; beyond it Node would fire at once. */
const DELAY_MAX_MS = 2 ** 31 - 1;

/**
 * Follows the database's clock instead of this machine's, because executors on different machines compare leases and
 * due times.
 */
export function databaseClock(): Clock {
  let offsetMs = 0;
  let adjustedAt = Number.NEGATIVE_INFINITY;
  return {
    now: () => Date.now() + offsetMs,
    after: wakeAfter,
    adjust: async () => {
      if (performance.now() - adjustedAt < ADJUST_EVERY_MS) return;
      offsetMs = await databaseClockOffsetMs();
      adjustedAt = performance.now();
    },
  };
}

export function wakeAfter(ms: number, wake: () => void): () => void {
  const timer = setTimeout(wake, Math.min(ms, DELAY_MAX_MS));
  return () => clearTimeout(timer);
}
