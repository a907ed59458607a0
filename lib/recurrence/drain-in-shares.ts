import type { Ctx } from '@/lib/context';
import { FIRST_CHUNK_SIZE, nextChunkSize } from './rules/chunk-size';

/** A runner's share of the accounts, and the size of its next chunk in due services. */
type Share = { runner: { index: number; of: number }; size: number };

/** Two connections process 50 % more than one; further ones would compete for the same processors. */
const RUNNERS = 2;

/**
 * How long a step keeps processing chunks, each in its own transaction. Recording a step costs the engine
 * about as much as deciding a chunk. If the process dies, completed chunks are not repeated.
 */
const STEP_MS = 10_000;

/**
 * Runs a sweep in several runners at once, each with its own share of the wallets, so that every wallet is
 * spent in order.
 */
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
    // Waits for all runners before throwing a failure, so that the retried step never overlaps with one of
    // them.
    const ends = await Promise.allSettled(shares);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return { more: ends.some((end) => end.status === 'fulfilled' && end.value) };
  };
}
