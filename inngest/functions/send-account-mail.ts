import { passwordResetRequested, userInvited } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { deliverNotification } from '@/lib/notifications/deliver-notification';
import { queueAccountMail } from '@/lib/notifications/queue-notifications';
import { runStep } from './support/run-step';

/**
 * Sends invitations and password links as soon as they are requested. The link's secret is created inside the sending
 * step, whose result only states the outcome. If the mail server is down, `deliver-notifications` retries.
 */
export const sendAccountMailFunction = inngest.createFunction(
  { id: 'send-account-mail', retries: 10, triggers: [userInvited, passwordResetRequested] },
  async ({ event, runId, step }) => {
    const kind = event.name === 'user/invited' ? 'invitation' : 'password_reset';
    const { notificationId } = await step.run('queue', () =>
      runStep('send-account-mail', (ctx) =>
        queueAccountMail(ctx, {
          kind,
          userId: event.data.userId,
          eventId: event.id ?? runId,
        }),
      ),
    );
    if (notificationId === null) return { kind: 'known' };
    return step.run('send', () =>
      runStep('send-account-mail', (ctx) => deliverNotification(ctx, { notificationId })),
    );
  },
);
