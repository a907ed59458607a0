import { describe, expect, test } from 'vitest';
import { PostBudget } from './post-budget';

const MINUTE = 60_000;

/** Number of posts of this size one sender gets through before the first is refused. */
function takenOf(budget: PostBudget, sender: string, bytes: number, nowMs = 0): number {
  let taken = 0;
  while (taken < 10_000 && budget.take(sender, bytes, nowMs)) taken += 1;
  return taken;
}

describe('the budget for posts of one sender per minute', () => {
  test('allows many small forms but few of the largest', () => {
    const small = takenOf(new PostBudget(), 'a', 500);
    const large = takenOf(new PostBudget(), 'a', 1_048_576);
    expect(small).toBeGreaterThanOrEqual(300);
    expect(small).toBeLessThan(10_000);
    expect(large).toBeGreaterThanOrEqual(2);
    expect(large * 1_048_576).toBeLessThan(8_000_000);
  });

  test('does not affect other senders', () => {
    const budget = new PostBudget();
    const alone = takenOf(budget, 'a', 500);
    expect(takenOf(budget, 'b', 500)).toBe(alone);
  });

  test('is renewed every minute', () => {
    const budget = new PostBudget();
    const first = takenOf(budget, 'a', 500);
    expect(budget.take('a', 500, MINUTE - 1)).toBe(false);
    expect(takenOf(budget, 'a', 500, MINUTE)).toBe(first);
  });

  test('is kept in bounded memory', () => {
    const budget = new PostBudget();
    for (let index = 0; index < 200_000; index += 1) budget.take(`${index}`, 1, 0);
    expect(budget.take('a', 1, 0)).toBe(true);
    expect(budget.senders).toBeLessThanOrEqual(50_001);
  });
});
