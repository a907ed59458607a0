import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { topUpDisputeStates, topUpRefundStatuses } from '@/lib/kit/words';
import {
  creditWentBack,
  type PaymentFlows,
  paidAmount,
  paymentLeft,
  wentBack,
  wentBackMinor,
} from './payment-left';

const flows = (change: Partial<PaymentFlows>): PaymentFlows => ({
  arrivedMinor: 5_000n,
  refunds: [],
  disputes: [],
  ...change,
});

describe('what is left of a payment that waits for a decision', () => {
  test.each<[string, Partial<PaymentFlows>, bigint, boolean]>([
    ['is all of it when nothing happened', {}, 5_000n, false],
    [
      'is nothing after a full refund',
      { refunds: [{ amountMinor: 5_000n, status: 'succeeded' }] },
      0n,
      true,
    ],
    [
      'is nothing, but not finally, while a full refund is in progress',
      { refunds: [{ amountMinor: 5_000n, status: 'pending' }] },
      0n,
      false,
    ],
    [
      'excludes a refund that was only requested',
      { refunds: [{ amountMinor: 2_000n, status: 'requested' }] },
      3_000n,
      false,
    ],
    [
      'is all of it again after a failed refund',
      { refunds: [{ amountMinor: 5_000n, status: 'failed' }] },
      5_000n,
      false,
    ],
    [
      'is nothing during a dispute',
      { disputes: [{ amountMinor: 5_000n, state: 'open' }] },
      0n,
      false,
    ],
    [
      'is finally nothing after a lost dispute',
      { disputes: [{ amountMinor: 5_000n, state: 'lost' }] },
      0n,
      true,
    ],
    [
      'is all of it after a won dispute or an inquiry',
      {
        disputes: [
          { amountMinor: 5_000n, state: 'won' },
          { amountMinor: 5_000n, state: 'inquiry' },
          { amountMinor: 5_000n, state: 'closed' },
        ],
      },
      5_000n,
      false,
    ],
    [
      'is reduced by a partial refund and a partial dispute',
      {
        refunds: [{ amountMinor: 1_200n, status: 'succeeded' }],
        disputes: [{ amountMinor: 800n, state: 'open' }],
      },
      3_000n,
      false,
    ],
  ])('%s', (_what, change, leftMinor, isOver) => {
    expect(paymentLeft(flows(change))).toMatchObject({ leftMinor, isOver });
  });

  test('is never negative or more than arrived, and adds up to it with the amounts already returned', () => {
    const amountMinor = fc.bigInt({ min: 1n, max: 9_000n });
    fc.assert(
      fc.property(
        amountMinor,
        fc.array(fc.record({ amountMinor, status: fc.constantFrom(...topUpRefundStatuses) })),
        fc.array(fc.record({ amountMinor, state: fc.constantFrom(...topUpDisputeStates) })),
        (arrivedMinor, refunds, disputes) => {
          const left = paymentLeft({ arrivedMinor, refunds, disputes });
          expect(left.leftMinor >= 0n && left.leftMinor <= arrivedMinor).toBe(true);
          expect(left.leftMinor + left.goneMinor).toBe(arrivedMinor);
          if (left.isOver) expect(left.leftMinor).toBe(0n);
        },
      ),
    );
  });
});

describe('what a payer sees of a payment', () => {
  const asked = { amountMinor: 4_000n, currency: 'EUR' };

  test('is the amount paid, not the amount requested', () => {
    const arrived = { arrivedMinor: 5_000n, arrivedCurrency: 'USD' };
    expect(paidAmount({ ...asked, ...arrived })).toEqual({ minor: 5_000n, currency: 'USD' });
    expect(paidAmount({ ...asked, arrivedMinor: null, arrivedCurrency: null })).toEqual({
      ...{ minor: 4_000n, currency: 'EUR' },
    });
  });

  test('is the sum of its refunds and disputes, whether credited or not', () => {
    const refunds = [
      { amountMinor: 2_500n, status: 'succeeded' },
      { amountMinor: 1_000n, status: 'pending' },
      { amountMinor: 700n, status: 'failed' },
    ] as const;
    const disputes = [
      { amountMinor: 300n, state: 'lost' },
      { amountMinor: 9n, state: 'won' },
    ] as const;
    expect(wentBackMinor({ refunds, disputes })).toBe(3_800n);
    expect(wentBackMinor({ refunds: [], disputes: [] })).toBe(0n);
  });
});

describe('where the money is that is not left', () => {
  const nowhere = { refundedMinor: 0n, refundingMinor: 0n, heldMinor: 0n, lostMinor: 0n };

  test.each([
    ['succeeded', { refundedMinor: 700n }],
    ['pending', { refundingMinor: 700n }],
    ['requested', { refundingMinor: 700n }],
    ['failed', {}],
  ] as const)('follows a refund that is %s', (status, where) => {
    const refunds = [{ amountMinor: 700n, status }];
    expect(wentBack({ refunds, disputes: [] })).toEqual({ ...nowhere, ...where });
    const ofCredit = { clawedMinor: 700n, returnedMinor: status === 'failed' ? 700n : 0n, status };
    expect(creditWentBack({ refunds: [ofCredit], disputes: [] })).toEqual({ ...nowhere, ...where });
  });

  test.each([
    ['open', { heldMinor: 500n }],
    ['lost', { lostMinor: 500n }],
    ['won', {}],
    ['inquiry', {}],
    ['closed', {}],
  ] as const)('follows a dispute that is %s', (state, where) => {
    const disputes = [{ amountMinor: 500n, state }];
    expect(wentBack({ refunds: [], disputes })).toEqual({ ...nowhere, ...where });
  });

  test('is with the bank until a won dispute has given the credit back', () => {
    const won = { withdrawnMinor: 500n, reinstatedMinor: 200n, state: 'won' } as const;
    expect(creditWentBack({ refunds: [], disputes: [won] })).toEqual({
      ...nowhere,
      heldMinor: 300n,
    });
  });
});
