import { describe, expect, it } from 'vitest';
import type { Ctx } from '@/lib/context';
import { drainInShares } from './drain-in-shares';

const ctx: Ctx = { actor: { kind: 'system', job: 'test' }, now: new Date('2026-03-02T09:00:00Z') };

describe('a sweep in shares', () => {
  it('continues in every share until the share is empty, and then reports no more work', async () => {
    const left = [3, 5];
    const step = drainInShares(async (_ctx, { runner: { index, of } }) => {
      expect(of).toBe(left.length);
      left[index] = (left[index] ?? 0) - 1;
      return { more: (left[index] ?? 0) > 0 };
    });
    expect(await step(ctx)).toEqual({ more: false });
    expect(left).toEqual([0, 0]);
  });

  it('reports a failed share only after the others have finished', async () => {
    let ended = 0;
    const step = drainInShares(async (_ctx, { runner: { index } }) => {
      if (index === 0) throw new Error('lost');
      await new Promise((resolve) => setTimeout(resolve, 20));
      ended += 1;
      return { more: false };
    });
    await expect(step(ctx)).rejects.toThrow('lost');
    expect(ended).toBe(1);
  });
});
