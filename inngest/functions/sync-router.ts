import { RetryAfterError } from 'inngest';
import { syncRouter } from '@/lib/routers/sync-router';
import { inngest } from '../client';
import { routerDirty } from '../events';
import { runStep } from '../run-step';

/** Rounds of up to 200 services a run; what is left after them waits for `resweep-routers`. */
const ROUNDS_MAX = 100;

/**
 * Brings one router to its desired state. The event only says that there is something to do: what, is
 * read from the database now, so the order and number of events do not matter; a run that finds nothing
 * to do is cheap, which is why they are not debounced (docs/decisions/0004-no-debounce-before-routers.md).
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
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const result = await step.run(`round-${round}`, () =>
        runStep('sync-router', async (ctx) => {
          const synced = await syncRouter(ctx, { routerId });
          if (synced.kind !== 'unreachable') return synced;
          throw new RetryAfterError(`router ${routerId}: ${synced.failure}`, synced.retryAfterMs);
        }),
      );
      if (result.kind !== 'synced' || !result.more) return result;
    }
    return { kind: 'unfinished' };
  },
);
