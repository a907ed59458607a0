import { routerPollDue } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { recordHeartbeat } from '@/lib/jobs/record-heartbeat';
import { pollRouter } from '@/lib/routers/poll-router';
import { sweepUsage } from '@/lib/usage/sweep-usage';
import { eventsForRouters } from './support/events-for-routers';
import { runStep } from './support/run-step';

/** Every 5 minutes: one run per router, so that a slow or unreachable one does not delay the others. */
export const pollUsageFunction = inngest.createFunction(
  { id: 'poll-usage', retries: 1, triggers: [{ cron: '*/5 * * * *' }] },
  async ({ event, step }) => {
    const routerIds = await step.run('routers', () => runStep('poll-usage', sweepUsage));
    const due = eventsForRouters(routerIds, event.ts, (data) => routerPollDue.create(data));
    for (const { chunk, events } of due) await step.sendEvent(`send-${chunk}`, events);
    await step.run('heartbeat', () =>
      runStep('poll-usage', (ctx) => recordHeartbeat(ctx, 'poll-usage')),
    );
    return { routers: routerIds.length };
  },
);

/** Not retried: the next round reads the same cumulative counters. */
export const pollRouterFunction = inngest.createFunction(
  {
    id: 'poll-router',
    retries: 0,
    concurrency: [{ limit: 4 }, { key: 'event.data.routerId', limit: 1 }],
    timeouts: { start: '4m' },
    triggers: [routerPollDue],
  },
  async ({ event, step }) =>
    step.run('poll', () => runStep('poll-router', (ctx) => pollRouter(ctx, event.data))),
);
