import { walletCredited } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { runStep } from './support/run-step';

/**
 * Uses new credit for waiting orders and services stopped for lack of it. Mostly repeats what the crediting
 * transaction did, but here it is retried until it succeeds.
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
