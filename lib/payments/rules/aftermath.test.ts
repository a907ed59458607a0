import { describe, expect, test } from 'vitest';
import type { TopUpDisputeState, TopUpRefundStatus } from '@/lib/kit/words';
import { aftermathOf, paymentState } from './aftermath';

type Part = readonly [bigint, TopUpRefundStatus | TopUpDisputeState];
const refundWords: readonly string[] = ['requested', 'pending', 'succeeded', 'failed'];

/** Refunds and disputes of a payment of 20.00, recognised by their status. */
function of(...parts: readonly Part[]) {
  const { gone, notes } = aftermathAfter(...parts);
  return [gone, notes.map((note) => `${note.kind} ${note.amountMinor}`)];
}

function aftermathAfter(...parts: readonly Part[]) {
  const rows = parts.map(([amountMinor, word]) => ({ amountMinor, word }));
  return aftermathOf({
    amountMinor: 2_000n,
    refunds: rows
      .filter(({ word }) => refundWords.includes(word))
      .map(({ amountMinor, word }) => ({ amountMinor, status: word as TopUpRefundStatus })),
    disputes: rows
      .filter(({ word }) => !refundWords.includes(word))
      .map(({ amountMinor, word }) => ({
        amountMinor,
        withdrawnMinor: word === 'inquiry' ? 0n : amountMinor,
        reinstatedMinor: 0n,
        state: word as TopUpDisputeState,
      })),
  });
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
    ['an inquiry', [[2_000n, 'inquiry']], [null, ['inquiry 2000']]],
    [
      'an inquiry beside a dispute',
      [
        [500n, 'inquiry'],
        [1_500n, 'open'],
      ],
      [null, ['disputed 1500', 'inquiry 500']],
    ],
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

describe('the state of a payment in a list', () => {
  const stateOf = (...parts: readonly Part[]) =>
    paymentState({ status: 'paid', amountMinor: 2_000n }, aftermathAfter(...parts));

  test.each<[string, readonly Part[], unknown]>([
    ['paid when nothing happened', [], { kind: 'paid' }],
    ['refunded', [[2_000n, 'succeeded']], { kind: 'refunded', partMinor: null }],
    ['refunded in part', [[500n, 'succeeded']], { kind: 'refunded', partMinor: 500n }],
    ['being refunded', [[2_000n, 'pending']], { kind: 'refunding', partMinor: null }],
    ['disputed', [[2_000n, 'open']], { kind: 'disputed', partMinor: null }],
    ['charged back', [[2_000n, 'lost']], { kind: 'dispute_lost', partMinor: null }],
    ['charged back in part', [[800n, 'lost']], { kind: 'dispute_lost', partMinor: 800n }],
    ['paid during an inquiry', [[2_000n, 'inquiry']], { kind: 'paid' }],
    ['paid after a won dispute', [[2_000n, 'won']], { kind: 'paid' }],
    ['paid after a failed refund', [[2_000n, 'failed']], { kind: 'paid' }],
  ])('is %s', (_what, parts, state) => {
    expect(stateOf(...parts)).toEqual(state);
  });

  test('is its status until it is paid', () => {
    const after = aftermathAfter([2_000n, 'succeeded']);
    expect(paymentState({ status: 'returned', amountMinor: 2_000n }, after)).toEqual({
      kind: 'returned',
    });
  });
});
