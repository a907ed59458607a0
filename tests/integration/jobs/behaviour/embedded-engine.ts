import { getSql } from '@/db/client';
import { acceptEvents } from '@/lib/jobs/accept-events';
import { retryDelayMs } from '@/lib/jobs/rules/retry-delay';
import { newId } from '@/lib/kit/ids';
import { startExecutor, until } from '../harness';
import { shiftingClock } from '../shifting-clock';
import { testClient } from '../test-client';
import type { Driver } from './driver';

/** The delays of the table itself, without jitter. */
const jobsBackoff = (attempt: number) => retryDelayMs(attempt, 0.5);

/** The embedded executor with Inngest's own retry table, on a clock that can be advanced. */
export function embeddedEngine(): Driver {
  const client = testClient();
  const clock = shiftingClock();
  const ctx = () =>
    ({ actor: { kind: 'system', job: 'test' }, now: new Date(clock.now()) }) as const;
  let stop: () => Promise<void> = async () => undefined;

  /** Counts undelivered events, calls due or in progress, and unfinished work, and says when time next changes that. */
  async function outlook() {
    const now = new Date(clock.now()).toISOString();
    const [row] = await getSql()<
      { waiting: number; calls: number; open: number; next_ms: number | null }[]
    >`
      select
        (select count(*)::int from events
          where delivered_at is null and coalesce(not_before <= ${now}, true)) as waiting,
        (select count(*)::int from job_queue
          where due_at <= ${now} or lease_token is not null) as calls,
        (select count(*)::int from job_runs where finished_at is null)
          + (select count(*)::int from events where delivered_at is null)
          + (select count(*)::int from job_pending) as open,
        (extract(epoch from job_next_wake(
          array(select function_id from job_runs union select function_id from job_pending
            union select function_id from job_crons), ${now})) * 1000)::float8 as next_ms`;
    if (!row) throw new Error('no outlook');
    return row;
  }
  const isIdle = async () => {
    const { waiting, calls, next_ms } = await outlook();
    return waiting + calls === 0 && (next_ms === null || next_ms > clock.now());
  };
  const jump = async () => {
    const { next_ms } = await outlook();
    if (next_ms !== null) await clock.skip(Math.max(next_ms - clock.now(), 0) + 1);
  };

  return {
    client,
    suffix: '',
    start: async (functions) => {
      // Long enough that no jump of the clock expires a call's lease.
      const options = { clock, leaseMs: 7 * 86_400_000, backoff: jobsBackoff };
      const executor = await startExecutor(client, functions, options);
      stop = () => executor.stop();
    },
    send: async (name, data, options) => {
      await acceptEvents(ctx(), [{ name, data, ...options }], newId());
    },
    now: clock.now,
    skip: clock.skip,
    isIdle,
    jump,
    arrived: async () => {
      await until(async () => (await outlook()).waiting === 0);
    },
    settle: async () => {
      await until(isIdle);
    },
    rest: async () => {
      await until(async () => {
        if ((await outlook()).open === 0) return true;
        if (await isIdle()) await jump();
        return false;
      });
    },
    stop: () => stop(),
  };
}
