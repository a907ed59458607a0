import type { Ctx } from '@/lib/context';
import { FIRST_CHUNK_SIZE, nextChunkSize } from './rules/chunk-size';

/** This runner's part of the accounts, and how many due services its next chunk begins with. */
type Share = { runner: { index: number; of: number }; size: number };

/** Two connections decide half as much again as one; more of them wait for the same processors. */
const RUNNERS = 2;

/**
 * How long a step goes on with chunk after chunk, each a transaction of its own. Writing down a step costs
 * the engine about as much as deciding a chunk does; a process that dies repeats nothing of it.
 */
const STEP_MS = 10_000;

/** Sweeps by several runners at once, each with its share of the wallets, so that a wallet is spent in order. */
export function drainInShares(sweep: (ctx: Ctx, share: Share) => Promise<{ more: boolean }>) {
  return async (ctx: Ctx): Promise<{ more: boolean }> => {
    const until = performance.now() + STEP_MS;
    const drain = async (runner: Share['runner']): Promise<boolean> => {
      for (let size = FIRST_CHUNK_SIZE; ; ) {
        const beganAt = performance.now();
        if (!(await sweep(ctx, { runner, size })).more) return false;
        if (performance.now() > until) return true;
        size = nextChunkSize(size, performance.now() - beganAt);
      }
    };
    const shares = Array.from({ length: RUNNERS }, (_, index) => drain({ index, of: RUNNERS }));
    // Every runner comes to its end before a failure is reported: the step that is tried again runs alone.
    const ends = await Promise.allSettled(shares);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return { more: ends.some((end) => end.status === 'fulfilled' && end.value) };
  };
}
