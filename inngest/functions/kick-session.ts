import { RetryAfterError } from 'inngest';
import { routerKickAsked } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { kickSession } from '@/lib/routers/kick-session';
import { runStep } from './support/run-step';

const RETRY_MS = 10_000;

/** Ends a session at the request of staff; retried for some minutes while the router is unreachable or busy. */
export const kickSessionFunction = inngest.createFunction(
  {
    id: 'kick-session',
    retries: 20,
    concurrency: [{ limit: 4 }, { key: 'event.data.routerId', limit: 1 }],
    triggers: [routerKickAsked],
  },
  async ({ event, step }) =>
    step.run('kick', () =>
      runStep('kick-session', async (ctx) => {
        const { routerId, serviceId, askedAt } = event.data;
        const result = await kickSession(ctx, { routerId, serviceId, askedAt: new Date(askedAt) });
        if (result.kind !== 'unreachable' && result.kind !== 'busy') return result;
        const reason = result.kind === 'busy' ? 'busy' : result.failure;
        throw new RetryAfterError(`router ${routerId}: ${reason}`, RETRY_MS);
      }),
    ),
);
