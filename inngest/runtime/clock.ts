import { databaseClockOffsetMs } from '@/lib/jobs/database-clock';

/** The one place the engine has its time from: what it is, and being woken when some has passed. */
export type Clock = {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Wakes once, `ms` from now. Returns how to call it off. */
  after: (ms: number, wake: () => void) => () => void;
  /** Compares itself with what it follows, when that is due. */
  adjust: () => Promise<void>;
};

const ADJUST_EVERY_MS = 60_000;
/** The longest delay a timer takes; beyond it Node would fire at once. */
const DELAY_MAX_MS = 2 ** 31 - 1;

/**
 * The database's time, whatever this machine's own clock shows: executors on different machines
 * compare leases and due times.
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
