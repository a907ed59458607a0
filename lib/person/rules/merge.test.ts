import { describe, expect, test } from 'vitest';
import { groupSuspects } from '@/lib/customers/rules/suspects';
import { decideMerge, type MergeSide } from './merge';

const side = (over: Partial<MergeSide> = {}): MergeSide => ({
  customerId: 1,
  status: 'active',
  mergedIntoId: null,
  isErased: false,
  openPayments: 0,
  openDisputes: 0,
  ...over,
});

describe('a merge', () => {
  test.each([
    ['is allowed between two customers without open payments', {}, {}, null],
    ['is allowed for an inactive duplicate', { status: 'inactive' }, {}, null],
    ['is rejected for the same customer', { customerId: 2 }, {}, 'merge_same'],
    ['is rejected for a customer who was already merged', { mergedIntoId: 7 }, {}, 'merge_already'],
    [
      'is rejected into a customer who was already merged',
      {},
      { mergedIntoId: 7 },
      'merge_already',
    ],
    ['is rejected for an erased customer', { isErased: true }, {}, 'customer_erased'],
    ['is rejected into a blocked customer', {}, { status: 'blocked' }, 'merge_into_inactive'],
    ['waits for a pending payment', { openPayments: 1 }, {}, 'merge_payment_open'],
    ['waits for a dispute', { openDisputes: 1 }, {}, 'merge_dispute_open'],
    ['ignores open payments of the customer who stays', {}, { openPayments: 1 }, null],
  ] as const)('%s', (_name, from, into, why) => {
    const verdict = decideMerge(side(from), side({ customerId: 2, ...into }));
    expect(verdict).toEqual(why === null ? { allowed: true } : { allowed: false, why });
  });
});

describe('suspected duplicates', () => {
  test('are one group when the same customers match in several ways, and come first', () => {
    const groups = groupSuspects([
      { reason: 'email', customerIds: [9, 8] },
      { reason: 'email', customerIds: [2, 1] },
      { reason: 'phone', customerIds: [1, 2] },
    ]);
    expect(groups).toEqual([
      { reasons: ['email', 'phone'], customerIds: [1, 2] },
      { reasons: ['email'], customerIds: [8, 9] },
    ]);
  });
});
