import { routerSessionsEnded } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { RECHECK_AFTER_MS, recheckSessions } from '@/lib/routers/recheck-sessions';
import { runStep } from './support/run-step';

/** Checks sessions that were ended as part of other work again, after their logins have settled. */
export const recheckSessionsFunction = inngest.createFunction(
  {
    id: 'recheck-sessions',
    retries: 2,
    concurrency: [{ limit: 4 }, { key: 'event.data.routerId', limit: 1 }],
    triggers: [routerSessionsEnded],
  },
  async ({ event, step }) => {
    await step.sleep('let-logins-settle', RECHECK_AFTER_MS);
    return step.run('recheck', () =>
      runStep('recheck-sessions', (ctx) => recheckSessions(ctx, event.data)),
    );
  },
);
