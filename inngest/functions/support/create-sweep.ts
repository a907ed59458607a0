import { NonRetriableError } from 'inngest';
import { inngest } from '@/inngest/client/inngest';
import type { Ctx } from '@/lib/context';
import { recordHeartbeat } from '@/lib/jobs/record-heartbeat';
import type { SweepName } from '@/lib/jobs/rules/sweeps';
import { runStep } from './run-step';

/**
 * One bounded part of a sweep; `more` requests another one, which goes on `after` what this one returned. `defects` has
 * the ids under which it logged what failed alone.
 */
type Chunk = (
  ctx: Ctx,
  after?: number,
) => Promise<{ more: boolean; after?: number; defects?: string[] }>;

/** Failures that the run's error names; the log has them all. */
const NAMED_MAX = 10;

/** Well below Inngest's 1,000 steps per run; the rest waits for the next tick. */
const CHUNKS_MAX = 200;

/**
 * Creates a function that drains work on a schedule in chunks, each its own step and transaction, and records a
 * heartbeat once everything is drained. What failed alone then fails the run, so that staff see it. Late, duplicate and
 * bunched ticks are harmless, because the commands claim their work.
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
      const defects: string[] = [];
      for (const [name, chunk] of Object.entries(chunks)) {
        let after: number | undefined;
        for (let more = true; more; count++) {
          if (count === chunksMax) return { chunks: count, isDrained: false };
          const from = after;
          const done = await step.run(`${name}-${count}`, () =>
            runStep(id, async (ctx) => {
              const { more, after, defects = [] } = await chunk(ctx, from);
              return { more, after, defects };
            }),
          );
          ({ more, after } = done);
          defects.push(...done.defects);
        }
      }
      await step.run('heartbeat', () => runStep(id, (ctx) => recordHeartbeat(ctx, id)));
      if (defects.length > 0)
        throw new NonRetriableError(`defect ${defects.slice(0, NAMED_MAX).join(', ')}`);
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
