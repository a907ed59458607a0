import { bulkStarted } from '@/inngest/client/events';
import { inngest } from '@/inngest/client/inngest';
import { applyBulk } from '@/lib/bulk/apply-bulk';
import { runStep } from './support/run-step';

/** 100 rows per step, and Inngest allows 1,000 steps per run: a larger bulk action continues in another run. */
const CHUNKS_MAX = 900;

/**
 * Processes a bulk action in chunks. The remaining rows are read from the database, so a retried or second run
 * continues where the first one stopped.
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
