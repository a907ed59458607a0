import { signUpRequested } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { deliverNotification } from '@/lib/notifications/deliver-notification';
import { queueSignUpMail } from '@/lib/notifications/queue-notifications';
import { runStep } from './support/run-step';

/** Sends the reply to a sign-up at once; as in `send-account-mail`, the link is created inside the sending step. */
export const sendSignUpMailFunction = inngest.createFunction(
  { id: 'send-sign-up-mail', retries: 10, triggers: [signUpRequested] },
  async ({ event, step }) => {
    const { notificationId } = await step.run('queue', () =>
      runStep('send-sign-up-mail', (ctx) => queueSignUpMail(ctx, event.data)),
    );
    if (notificationId === null) return { kind: 'known' };
    return step.run('send', () =>
      runStep('send-sign-up-mail', (ctx) => deliverNotification(ctx, { notificationId })),
    );
  },
);
