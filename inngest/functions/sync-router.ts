import { RetryAfterError } from 'inngest';
import { routerDirty } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { connectWaiting } from '@/lib/lifecycle/connect-waiting';
import { type SyncResult, syncRouter } from '@/lib/routers/sync-router';
import { jobCtx, runStep } from './support/run-step';

const JOB = 'sync-router';

/** Rounds of a few seconds each per run; the rest waits for `resweep-routers`. */
const ROUNDS_MAX = 100;
/** Another process holds the router and may include what is due; a second later that is known. */
const BUSY_MS = 1_000;
/** Let go on between two looks at who has paid: so many, and for so long. */
const CONNECTED_MAX = 50;
const CONNECTING_MS = 1_000;
/** After so many rounds in vain nobody loses what is theirs any later for the sake of who could not be let go on. */
const VAIN_ROUNDS_MAX = 20;

type Round = SyncResult & {
  connected: number;
  parked: number;
  putOff: number;
  /** More services wait for this router, or some could not be let go on at this moment. */
  isWaitedFor: boolean;
};

const nobody = { connected: 0, parked: 0, putOff: 0, more: false };

/**
 * Brings one router to its desired state. The event only signals that work exists; the work itself is read from the
 * database, so the order and number of events do not matter. A run with nothing to do is cheap, which is why they are
 * not debounced (docs/decisions/0004-no-debounce-before-routers.md).
 */
export const syncRouterFunction = inngest.createFunction(
  {
    id: 'sync-router',
    retries: 5,
    concurrency: [{ limit: 6 }, { key: 'event.data.routerId', limit: 1 }],
    triggers: [routerDirty],
  },
  async ({ event, step }) => {
    const { routerId } = event.data;
    const done = { confirmed: 0, failed: 0, connected: 0, parked: 0, putOff: 0 };
    const waiting: Pick<Round, 'isWaitedFor'> = { isWaitedFor: true };
    let vainRounds = 0;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const connects = waiting.isWaitedFor && vainRounds < VAIN_ROUNDS_MAX;
      const result = await step.run(`round-${round}`, () =>
        runStep(JOB, () => syncOnce({ routerId, connects })),
      );
      if (result.connected + result.parked === 0) vainRounds += 1;
      done.connected += result.connected;
      done.parked += result.parked;
      done.putOff = result.putOff;
      waiting.isWaitedFor = result.isWaitedFor;
      if (result.kind === 'synced') {
        done.confirmed += result.confirmed;
        done.failed += result.failed;
      }
      if (result.kind === 'busy' || result.putOff > 0) await step.sleep(`busy-${round}`, BUSY_MS);
      else if (!result.isWaitedFor && !(result.kind === 'synced' && result.more)) {
        return { kind: result.kind, ...done };
      }
    }
    return { kind: 'unfinished', ...done };
  },
);

/**
 * Who paid comes first. Who waited for this router is then let go on before it takes anything from anybody, so
 * that it is not told to cut who only waited for it. Each command takes seconds and gets the time at which it begins:
 * counters read before a cut under the time of the first would be older than those of the last poll, and be dropped.
 */
async function syncOnce({
  routerId,
  connects,
}: {
  routerId: number;
  connects: boolean;
}): Promise<Round> {
  const paid = await syncRouter(jobCtx(JOB), { routerId, isForPayers: true });
  const { more, ...connected } = connects
    ? await connectWaiting(jobCtx(JOB), { routerId, limit: CONNECTED_MAX, forMs: CONNECTING_MS })
    : nobody;
  const isWaitedFor = more || connected.putOff > 0;
  const hasRouter = paid.kind === 'clean' || paid.kind === 'synced';
  const goesOn = hasRouter && !isWaitedFor;
  const synced = goesOn ? add(paid, await syncRouter(jobCtx(JOB), { routerId })) : paid;
  if (synced.kind !== 'unreachable') return { ...synced, ...connected, isWaitedFor };
  throw new RetryAfterError(`router ${routerId}: ${synced.failure}`, synced.retryAfterMs);
}

/** What both did; how things stand is what the later one says. */
function add(first: SyncResult, then: SyncResult): SyncResult {
  if (first.kind !== 'synced') return then;
  if (then.kind === 'clean') return first;
  if (then.kind !== 'synced') return then;
  const { confirmed, failed } = first;
  return { ...then, confirmed: confirmed + then.confirmed, failed: failed + then.failed };
}
