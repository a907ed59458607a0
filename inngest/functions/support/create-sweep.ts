import { inngest } from '@/inngest/client/client';
import type { Ctx } from '@/lib/context';
import { recordHeartbeat } from '@/lib/jobs/record-heartbeat';
import type { SweepName } from '@/lib/jobs/rules/sweeps';
import { runStep } from './run-step';

/** One bounded piece of a sweep; `more` asks for another one. */
type Chunk = (ctx: Ctx) => Promise<{ more: boolean }>;

/** Far below Inngest's 1,000 steps a run; what is left over waits for the next tick. */
const CHUNKS_MAX = 200;

/**
 * A function that drains work on a schedule, chunk by chunk, each a step and a transaction of its own,
 * and reports a heartbeat once all is drained. Late, doubled and bunched ticks are harmless because the
 * commands claim what they do.
 */
export function createSweep(
  id: SweepName,
  cron: string,
  chunks: Record<string, Chunk>,
  chunksMax = CHUNKS_MAX,
) {
  return inngest.createFunction(
    {
      id,
      retries: 1,
      // One call at a time, so that a slow sweep does not compete with its own next tick.
      concurrency: 1,
      // Before a crowd of calls to slow routers, however long that has waited.
      priority: { run: '600' },
      timeouts: { start: '5m', finish: '30m' },
      triggers: [{ cron }],
    },
    async ({ step }) => {
      let count = 0;
      for (const [name, chunk] of Object.entries(chunks)) {
        for (let more = true; more; count++) {
          if (count === chunksMax) return { chunks: count, isDrained: false };
          more = await step.run(`${name}-${count}`, () =>
            runStep(id, async (ctx) => (await chunk(ctx)).more),
          );
        }
      }
      await step.run('heartbeat', () => runStep(id, (ctx) => recordHeartbeat(ctx, id)));
      return { chunks: count, isDrained: true };
    },
  );
}

/** Makes a chunk of a command that does all there is in one call. */
export function once(command: (ctx: Ctx) => Promise<unknown>): Chunk {
  return async (ctx) => {
    await command(ctx);
    return { more: false };
  };
}
