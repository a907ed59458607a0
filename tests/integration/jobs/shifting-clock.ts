import { getSql } from '@/db/client';
import { type Clock, wakeAfter } from '@/inngest/runtime/clock';

type Waiter = { at: number; wake: () => void; callOff: () => void };

export type ShiftingClock = Clock & {
  /** Advances the time; sleeps that are over by then wake at once. */
  skip: (ms: number) => Promise<void>;
};

/** The machine's time, plus offsets added by the test, so that hours pass without waiting. */
export function shiftingClock(startAt = Date.now()): ShiftingClock {
  let offsetMs = startAt - Date.now();
  const waiters = new Set<Waiter>();
  const now = () => Date.now() + offsetMs;

  const arm = (waiter: Waiter) => {
    waiter.callOff = wakeAfter(Math.max(waiter.at - now(), 0), () => {
      waiters.delete(waiter);
      waiter.wake();
    });
  };
  return {
    now,
    after: (ms, wake) => {
      const waiter = { at: now() + ms, wake, callOff: () => undefined };
      waiters.add(waiter);
      arm(waiter);
      return () => {
        waiter.callOff();
        waiters.delete(waiter);
      };
    },
    adjust: async () => undefined,
    skip: async (ms) => {
      offsetMs += ms;
      for (const waiter of [...waiters]) {
        waiter.callOff();
        arm(waiter);
      }
      // Wakes executors that computed their sleep on the old time.
      await getSql().notify('netpurse_jobs', '');
    },
  };
}
