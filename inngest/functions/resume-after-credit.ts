import { executeWaitingOrders } from '@/lib/orders/execute-orders';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { inngest } from '../client';
import { walletCredited } from '../events';
import { runStep } from '../run-step';

/**
 * Spends new credit: first the orders a person waits for, then the services that lack of credit had
 * stopped. Mostly a repeat of what the payment did at once; here it happens until it succeeds.
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
    await step.run('execute-orders', () =>
      runStep('resume-after-credit', async (ctx) => {
        await executeWaitingOrders(ctx, { customerId });
      }),
    );
    await step.run('resume-services', () =>
      runStep('resume-after-credit', async (ctx) => {
        await resumeServices(ctx, { customerId });
      }),
    );
  },
);
