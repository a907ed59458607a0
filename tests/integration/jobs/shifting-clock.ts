import { getSql } from '@/db/client';
import { type Clock, wakeAfter } from '@/inngest/runtime/clock';

type Waiter = { at: number; wake: () => void; callOff: () => void };

export type ShiftingClock = Clock & {
  /** Moves the time on; whoever's waiting is over by then wakes at once. */
  skip: (ms: number) => Promise<void>;
};

/** The machine's time, except that a test need not wait for it: hours pass when it says so. */
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
      // Wakes executors that sleep until something they counted in the old time.
      await getSql().notify('netpurse_jobs', '');
    },
  };
}
