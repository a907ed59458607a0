import { inngest } from '@/inngest/client/client';
import { walletCredited } from '@/inngest/client/events';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { runStep } from './support/run-step';

/**
 * Spends new credit: the orders that wait for it and the services that lack of it keeps off. Mostly a
 * repeat of what the credit's own transaction did; here it is tried until it succeeds.
 */
export const resumeAfterCreditFunction = inngest.createFunction(
  {
    id: 'resume-after-credit',
    retries: 10,
    concurrency: { key: 'event.data.customerId', limit: 1 },
    triggers: [walletCredited],
  },
  async ({ event, step }) => {
    const { customerId } = event.data;
    await step.run('use-credit', () =>
      runStep('resume-after-credit', (ctx) => putCreditToUse(ctx, { customerId })),
    );
  },
);
