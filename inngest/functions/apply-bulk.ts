import { inngest } from '@/inngest/client/client';
import { bulkStarted } from '@/inngest/client/events';
import { applyBulk } from '@/lib/bulk/apply-bulk';
import { runStep } from './support/run-step';

/** 100 rows a step, and Inngest takes 1,000 steps a run: a larger run hands over to the next one. */
const CHUNKS_MAX = 900;

/**
 * Works through a bulk act chunk by chunk. Which rows are left is read from the database, so a run that is
 * tried again, or a second one, goes on where the first stopped.
 */
export const applyBulkFunction = inngest.createFunction(
  {
    id: 'apply-bulk',
    retries: 8,
    concurrency: [{ limit: 2 }, { key: 'event.data.bulkId', limit: 1 }],
    triggers: [bulkStarted],
  },
  async ({ event, step }) => {
    const { bulkId } = event.data;
    for (let chunk = 0; chunk < CHUNKS_MAX; chunk++) {
      const more = await step.run(`chunk-${chunk}`, () =>
        runStep('apply-bulk', async (ctx) => (await applyBulk(ctx, { bulkId })).more),
      );
      if (!more) return { chunks: chunk + 1, isFinished: true };
    }
    await step.sendEvent('go-on', { name: 'bulk/started', data: { bulkId } });
    return { chunks: CHUNKS_MAX, isFinished: false };
  },
);
