import { RetryAfterError } from 'inngest';
import { inngest } from '@/inngest/client/client';
import { routerDirty } from '@/inngest/client/events';
import type { EndedCut } from '@/lib/kit/ended-cut';
import { connectWaiting } from '@/lib/lifecycle/connect-waiting';
import { RECHECK_AFTER_MS, recheckSessions } from '@/lib/routers/recheck-sessions';
import { syncRouter } from '@/lib/routers/sync-router';
import { runStep } from './support/run-step';

/** Rounds of a few seconds each per run; the rest waits for `resweep-routers`. */
const ROUNDS_MAX = 100;
/** Another process holds the router and may include what is due; a second later that is known. */
const BUSY_MS = 1_000;

/**
 * Brings one router to its desired state. The event only signals that work exists; the work itself is read from the
 * database, so the order and number of events do not matter. A run with nothing to do is cheap, which is why they are
 * not debounced (docs/decisions/0004-no-debounce-before-routers.md). Ended sessions are checked again a little later,
 * once their services are confirmed.
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
    const ended: EndedCut[] = [];
    let kind = 'unfinished';
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const result = await step.run(`round-${round}`, () =>
        runStep('sync-router', async (ctx) => {
          // Services waiting for this router are connected first, so that this sync already includes them.
          if (round === 0) await connectWaiting(ctx, { routerId });
          const synced = await syncRouter(ctx, { routerId });
          if (synced.kind !== 'unreachable') return synced;
          throw new RetryAfterError(`router ${routerId}: ${synced.failure}`, synced.retryAfterMs);
        }),
      );
      if (result.kind === 'synced') ended.push(...(result.ended ?? []));
      if (result.kind === 'busy') {
        await step.sleep(`busy-${round}`, BUSY_MS);
        continue;
      }
      if (result.kind !== 'synced' || !result.more) {
        kind = result.kind;
        break;
      }
    }
    if (ended.length === 0) return { kind };
    await step.sleep('let-logins-settle', RECHECK_AFTER_MS);
    await step.run('recheck', () =>
      runStep('sync-router', (ctx) => recheckSessions(ctx, { routerId, ended })),
    );
    return { kind };
  },
);
