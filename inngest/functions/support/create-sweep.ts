import { inngest } from '@/inngest/client/inngest';
import type { Ctx } from '@/lib/context';
import { recordHeartbeat } from '@/lib/jobs/record-heartbeat';
import type { SweepName } from '@/lib/jobs/rules/sweeps';
import { runStep } from './run-step';

/** One bounded part of a sweep; `more` requests another one, which goes on `after` what this one returned. */
type Chunk = (ctx: Ctx, after?: number) => Promise<{ more: boolean; after?: number }>;

/** Well below Inngest's 1,000 steps per run; the rest waits for the next tick. */
const CHUNKS_MAX = 200;

/**
 * Creates a function that drains work on a schedule in chunks, each its own step and transaction, and records a
 * heartbeat once everything is drained. Late, duplicate and bunched ticks are harmless, because the commands claim
 * their work.
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
      // One run at a time, so that a slow sweep does not compete with its own next tick.
      concurrency: 1,
      // Ahead of queued calls to slow routers, however long those have waited.
      priority: { run: '600' },
      timeouts: { start: '5m', finish: '30m' },
      triggers: [{ cron }],
    },
    async ({ step }) => {
      let count = 0;
      for (const [name, chunk] of Object.entries(chunks)) {
        let after: number | undefined;
        for (let more = true; more; count++) {
          if (count === chunksMax) return { chunks: count, isDrained: false };
          const from = after;
          const done = await step.run(`${name}-${count}`, () =>
            runStep(id, async (ctx) => {
              const { more, after } = await chunk(ctx, from);
              return { more, after };
            }),
          );
          ({ more, after } = done);
        }
      }
      await step.run('heartbeat', () => runStep(id, (ctx) => recordHeartbeat(ctx, id)));
      return { chunks: count, isDrained: true };
    },
  );
}

/** Wraps a command that does everything in one call as a chunk. */
export function once(command: (ctx: Ctx) => Promise<unknown>): Chunk {
  return async (ctx) => {
    await command(ctx);
    return { more: false };
  };
}
