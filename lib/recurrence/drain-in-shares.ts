import type { Ctx } from '@/lib/context';
import { firstChunkSize, nextChunkSize } from './rules/chunk-size';

/** This runner's part of the accounts, and how many due services its next chunk begins with. */
type Share = { runner: { index: number; of: number }; size: number };

/** Two connections decide half as much again as one; more of them wait for the same processors. */
const runners = 2;

/**
 * How long a step goes on with chunk after chunk, each a transaction of its own. Writing down a step costs
 * the engine about as much as deciding a chunk does; a process that dies repeats nothing of it.
 */
const stepMs = 10_000;

/** Sweeps by several runners at once, each with its share of the wallets, so that a wallet is spent in order. */
export function drainInShares(sweep: (ctx: Ctx, share: Share) => Promise<{ more: boolean }>) {
  return async (ctx: Ctx): Promise<{ more: boolean }> => {
    const until = performance.now() + stepMs;
    const drain = async (runner: Share['runner']): Promise<boolean> => {
      for (let size = firstChunkSize; ; ) {
        const beganAt = performance.now();
        if (!(await sweep(ctx, { runner, size })).more) return false;
        if (performance.now() > until) return true;
        size = nextChunkSize(size, performance.now() - beganAt);
      }
    };
    const shares = Array.from({ length: runners }, (_, index) => drain({ index, of: runners }));
    // Every runner comes to its end before a failure is reported: the step that is tried again runs alone.
    const ends = await Promise.allSettled(shares);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return { more: ends.some((end) => end.status === 'fulfilled' && end.value) };
  };
}
