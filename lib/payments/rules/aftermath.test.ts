import { describe, expect, test } from 'vitest';
import type { TopUpDisputeState, TopUpRefundStatus } from '@/lib/kit/words';
import { aftermathOf } from './aftermath';

type Part = readonly [bigint, TopUpRefundStatus | TopUpDisputeState];
const refundWords: readonly string[] = ['requested', 'pending', 'succeeded', 'failed'];

/** Refunds and disputes of a payment of 20.00, recognised by their status. */
function of(...parts: readonly Part[]) {
  const rows = parts.map(([amountMinor, word]) => ({ amountMinor, word }));
  const { gone, notes } = aftermathOf({
    amountMinor: 2_000n,
    refunds: rows
      .filter(({ word }) => refundWords.includes(word))
      .map(({ amountMinor, word }) => ({ amountMinor, status: word as TopUpRefundStatus })),
    disputes: rows
      .filter(({ word }) => !refundWords.includes(word))
      .map(({ amountMinor, word }) => ({
        amountMinor,
        lostMinor: amountMinor,
        state: word as TopUpDisputeState,
      })),
  });
  return [gone, notes.map((note) => `${note.kind} ${note.amountMinor}`)];
}

describe('the notice to a payer about a credited payment', () => {
  test.each<[string, readonly Part[], unknown]>([
    ['empty when nothing happened', [], [null, []]],
    ['a partial refund', [[500n, 'succeeded']], [null, ['refunded 500']]],
    [
      'the sum of several refunds',
      [
        [500n, 'succeeded'],
        [1_500n, 'succeeded'],
      ],
      ['refunded', ['refunded 2000']],
    ],
    [
      'a pending refund',
      [
        [500n, 'requested'],
        [300n, 'pending'],
      ],
      [null, ['refunding 800']],
    ],
    ['silent about a failed refund', [[500n, 'failed']], [null, []]],
    ['an inquiry', [[2_000n, 'inquiry']], [null, ['disputed 2000']]],
    [
      'the dispute before anything else',
      [
        [500n, 'succeeded'],
        [1_500n, 'open'],
      ],
      [null, ['disputed 1500', 'refunded 500']],
    ],
    ['a lost dispute', [[2_000n, 'lost']], ['dispute_lost', ['dispute_lost 2000']]],
    ['a won dispute', [[2_000n, 'won']], [null, ['dispute_won 2000']]],
    ['silent about a closed inquiry', [[2_000n, 'closed']], [null, []]],
  ])('is %s', (_what, parts, told) => {
    expect(of(...parts)).toEqual(told);
  });
});
