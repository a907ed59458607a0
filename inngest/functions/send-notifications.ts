import { mailedToCustomers } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { recordHeartbeat } from '@/lib/jobs/record-heartbeat';
import { deliverNotification } from '@/lib/notifications/deliver-notification';
import { pruneNotifications } from '@/lib/notifications/prune-notifications';
import { queueNotifications } from '@/lib/notifications/queue-notifications';
import { getMailBacklog } from '@/lib/screens/admin/mails';
import { createSweep, once } from './support/create-sweep';
import { runStep } from './support/run-step';

const MAILS_PER_STEP = 20;
/** 2,000 mails per run; the rest waits a minute for the next one. */
const STEPS_MAX = 100;

/**
 * Queues the mails that events call for and sends them. In batches, so that thousands of withheld periods in one
 * morning take some hundred runs. What cannot be sent now is left to `deliver-notifications`.
 */
export const sendNotificationsFunction = inngest.createFunction(
  {
    id: 'send-notifications',
    retries: 10,
    concurrency: 2,
    batchEvents: { maxSize: 50, timeout: '1s' },
    triggers: mailedToCustomers,
  },
  async ({ events, step }) => {
    const arrived = events.map(({ name, data }) => ({ name, data }));
    const queued = await step.run('queue', () =>
      runStep('send-notifications', (ctx) => queueNotifications(ctx, arrived)),
    );
    for (let count = 0, more = queued > 0; more && count < STEPS_MAX; count++) {
      more = await step.run(`send-${count}`, () => deliverSome('send-notifications'));
    }
    return { queued };
  },
);

/** Every minute: sends retries, mails held back by a quiet hour, and mails whose worker crashed. */
export const deliverNotificationsFunction = inngest.createFunction(
  {
    id: 'deliver-notifications',
    retries: 1,
    concurrency: 1,
    timeouts: { start: '5m', finish: '30m' },
    triggers: [{ cron: '* * * * *' }],
  },
  async ({ step }) => {
    let count = 0;
    for (let more = true; more && count < STEPS_MAX; count++) {
      more = await step.run(`send-${count}`, () => deliverSome('deliver-notifications'));
    }
    await step.run('heartbeat', () =>
      runStep('deliver-notifications', async (ctx) =>
        recordHeartbeat(ctx, 'deliver-notifications', await getMailBacklog(ctx)),
      ),
    );
    return { steps: count };
  },
);

/** Each mail gets its own time, because a lease is counted from its start, not the step's. */
async function deliverSome(job: string): Promise<boolean> {
  for (let count = 0; count < MAILS_PER_STEP; count++) {
    const delivery = await runStep(job, (ctx) => deliverNotification(ctx));
    if (delivery.kind === 'idle') return false;
    if (delivery.kind === 'later' && delivery.isServerAway) return false;
  }
  return true;
}

/** Nightly: deletes mails settled more than a year ago. */
export const pruneNotificationsFunction = createSweep('prune-notifications', '37 2 * * *', {
  notifications: once(pruneNotifications),
});
