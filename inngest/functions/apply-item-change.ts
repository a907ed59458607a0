import { rolloutStarted } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { applyRollout } from '@/lib/rollouts/apply-rollout';
import { runStep } from './support/run-step';

/** 100 services per step, well below Inngest's 1,000 steps per run; for more, staff resume the rollout. */
const CHUNKS_MAX = 900;

/**
 * Processes a rollout in chunks. The remaining services are read from the database, so a retried or second run
 * continues where the first one stopped.
 */
export const applyItemChangeFunction = inngest.createFunction(
  {
    id: 'apply-item-change',
    retries: 8,
    concurrency: [{ limit: 2 }, { key: 'event.data.rolloutId', limit: 1 }],
    triggers: [rolloutStarted],
  },
  async ({ event, step }) => {
    const { rolloutId } = event.data;
    for (let chunk = 0; chunk < CHUNKS_MAX; chunk++) {
      const more = await step.run(`chunk-${chunk}`, () =>
        runStep('apply-item-change', async (ctx) => (await applyRollout(ctx, { rolloutId })).more),
      );
      if (!more) return { chunks: chunk + 1, isFinished: true };
    }
    return { chunks: CHUNKS_MAX, isFinished: false };
  },
);
