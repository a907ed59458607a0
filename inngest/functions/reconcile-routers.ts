import { routerReconcileDue } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { recordHeartbeat } from '@/lib/jobs/record-heartbeat';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { sweepUsage } from '@/lib/usage/sweep-usage';
import { eventsForRouters } from './support/events-for-routers';
import { runStep } from './support/run-step';

/** Nightly: compares every router in use with its desired state, each in its own run. */
export const reconcileRoutersFunction = inngest.createFunction(
  { id: 'reconcile-routers', retries: 1, triggers: [{ cron: '47 3 * * *' }] },
  async ({ event, step }) => {
    const routerIds = await step.run('routers', () => runStep('reconcile-routers', sweepUsage));
    const due = eventsForRouters(routerIds, event.ts, (data) => routerReconcileDue.create(data));
    for (const { chunk, events } of due) await step.sendEvent(`send-${chunk}`, events);
    await step.run('heartbeat', () =>
      runStep('reconcile-routers', (ctx) => recordHeartbeat(ctx, 'reconcile-routers')),
    );
    return { routers: routerIds.length };
  },
);

/** A router that is being written to all the time is reconciled the next night. */
const TRIES_MAX = 20;
const BUSY_MS = 30_000;

/** Repairs rows with our tag and reports the rest. An unreachable router waits for the next night. */
export const reconcileRouterFunction = inngest.createFunction(
  {
    id: 'reconcile-router',
    retries: 0,
    concurrency: [{ limit: 2 }, { key: 'event.data.routerId', limit: 1 }],
    triggers: [routerReconcileDue],
  },
  async ({ event, step }) => {
    for (let tries = 1; ; tries += 1) {
      const result = await step.run(`reconcile-${tries}`, () =>
        runStep('reconcile-router', async (ctx) => {
          const { routerId } = event.data;
          const reconciled = await reconcileRouter(ctx, { routerId, isRepairing: true });
          if (reconciled.kind !== 'reconciled') return { kind: reconciled.kind };
          const { kind, services, found, remaining } = reconciled;
          return { kind, services, found: found.length, remaining: remaining.length };
        }),
      );
      if (result.kind !== 'busy' || tries >= TRIES_MAX) return result;
      await step.sleep(`busy-${tries}`, BUSY_MS);
    }
  },
);
