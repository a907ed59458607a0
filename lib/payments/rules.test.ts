import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TopUpDisputeState } from '@/lib/kit/words';
import { topUpStatuses } from '@/lib/kit/words';
import { fromStripeAmount, toStripeAmount } from '@/lib/settings/rules/stripe-amount';
import {
  type CheckoutFacts,
  checkLimits,
  clawable,
  decideTopUp,
  disputeStateOf,
  isDisputeNews,
  isRefundNews,
  type TopUpState,
  topUpForShortfall,
} from './rules';

const topUp: TopUpState = {
  id: 't1',
  status: 'pending',
  amountMinor: 500n,
  currency: 'USD',
};
const paid: CheckoutFacts = {
  sessionId: 'cs_1',
  topUpId: 't1',
  status: 'complete',
  isPaid: true,
  isProcessing: false,
  hasLapsed: false,
  amountMinor: 500n,
  currency: 'USD',
};

type Report = [state: TopUpDisputeState, movements: number];

function isNews([state, stateMovements]: Report, [reported, movements]: Report): boolean {
  return isDisputeNews({ state, stateMovements }, { state: reported, movements });
}

describe('the state of a top-up', () => {
  test('becomes credit when the paid amount, currency and owner match the row', () => {
    expect(decideTopUp(topUp, paid)).toEqual({ kind: 'credit' });
  });

  test.each([
    ['amount', { amountMinor: 501n }],
    ['amount', { amountMinor: null }],
    ['currency', { currency: 'EUR' }],
    ['owner', { topUpId: 't2' }],
    ['owner', { topUpId: null }],
  ] as const)('is parked, not credited, when the %s differs', (reason, change) => {
    expect(decideTopUp(topUp, { ...paid, ...change })).toEqual({ kind: 'park', reason });
  });

  test('becomes credit even after an expiry or a failure, because money that arrived wins', () => {
    for (const status of ['created', 'pending', 'processing', 'failed', 'expired'] as const) {
      expect(decideTopUp({ ...topUp, status }, paid)).toEqual({ kind: 'credit' });
    }
  });

  test.each([
    ['pending', { status: 'open' }],
    ['expired', { status: 'expired' }],
    ['processing', { status: 'complete', isProcessing: true }],
    ['failed', { status: 'complete', isProcessing: false }],
    ['expired', { status: 'complete', isProcessing: false, hasLapsed: true }],
  ] as const)('is %s while unpaid', (status, change) => {
    const decision = decideTopUp(
      { ...topUp, status: 'created' },
      { ...paid, isPaid: false, ...change },
    );
    expect(decision).toEqual({ kind: 'move', status });
  });

  test('never leaves a final state, whatever Stripe reports afterwards', () => {
    const facts = fc.record({
      sessionId: fc.constantFrom('cs_1', 'cs_2'),
      topUpId: fc.constantFrom('t1', null),
      status: fc.constantFrom('open' as const, 'complete' as const, 'expired' as const),
      isPaid: fc.boolean(),
      isProcessing: fc.boolean(),
      hasLapsed: fc.boolean(),
      amountMinor: fc.constantFrom(500n, 1n, null),
      currency: fc.constantFrom('USD', 'EUR', null),
    });
    fc.assert(
      fc.property(
        facts,
        fc.constantFrom('paid' as const, 'parked' as const, 'returned' as const),
        (one, status) => {
          expect(decideTopUp({ ...topUp, status }, one)).toEqual({ kind: 'stay' });
        },
      ),
    );
  });

  test('does not move backwards on stale news', () => {
    const open = { ...paid, isPaid: false, status: 'open' as const };
    for (const status of ['pending', 'processing', 'failed', 'expired'] as const) {
      expect(decideTopUp({ ...topUp, status }, open)).toEqual({ kind: 'stay' });
    }
  });

  test('credits only paid top-ups, from every state', () => {
    for (const status of topUpStatuses) {
      const decision = decideTopUp({ ...topUp, status }, { ...paid, isPaid: false });
      expect(decision.kind).not.toBe('credit');
    }
  });
});

describe('clawbacks', () => {
  test('never take more than the top-up credited, in any sequence', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: 1_000n })), (wishes) => {
        let taken = 0n;
        for (const wantedMinor of wishes) {
          const amount = clawable({ creditedMinor: 1_000n, netClawedMinor: taken, wantedMinor });
          expect(amount).toBeGreaterThanOrEqual(0n);
          taken += amount;
        }
        expect(taken).toBeLessThanOrEqual(1_000n);
      }),
    );
  });

  test('take nothing from an unpaid top-up', () => {
    expect(clawable({ creditedMinor: 0n, netClawedMinor: 0n, wantedMinor: 5n })).toBe(0n);
  });
});

test.each([
  ['needs_response', 'open'],
  ['under_review', 'open'],
  ['warning_needs_response', 'inquiry'],
  ['warning_under_review', 'inquiry'],
  ['warning_closed', 'closed'],
  ['prevented', 'closed'],
  ['won', 'won'],
  ['lost', 'lost'],
])('a dispute that is %s at Stripe is %s here', (status, state) => {
  expect(disputeStateOf(status)).toBe(state);
});

describe('stale news about a refund or dispute', () => {
  test('does not revive a failed refund or a decided dispute', () => {
    expect(isRefundNews('failed', 'succeeded')).toBe(false);
    expect(isRefundNews('succeeded', 'pending')).toBe(false);
    expect(isNews(['won', 1], ['open', 1])).toBe(false);
    expect(isNews(['closed', 0], ['inquiry', 0])).toBe(false);
    expect(isNews(['lost', 3], ['won', 2])).toBe(false);
  });

  test('does not block newer news', () => {
    expect(isRefundNews('succeeded', 'failed')).toBe(true);
    expect(isRefundNews('requested', 'succeeded')).toBe(true);
    expect(isNews(['inquiry', 0], ['open', 1])).toBe(true);
    expect(isNews(['open', 1], ['won', 1])).toBe(true);
    expect(isNews(['open', 1], ['open', 1])).toBe(false);
  });

  test('reopens a dispute that was won when the bank took the money again', () => {
    expect(isNews(['won', 2], ['open', 3])).toBe(true);
    expect(isNews(['closed', 0], ['open', 1])).toBe(true);
  });
});

describe('amounts', () => {
  const limits = { minMinor: 100n, maxMinor: 10_000n };

  test('are valid up to and including the limits', () => {
    expect(checkLimits(99n, limits).kind).toBe('under');
    expect(checkLimits(100n, limits).kind).toBe('ok');
    expect(checkLimits(10_000n, limits).kind).toBe('ok');
    expect(checkLimits(10_001n, limits).kind).toBe('over');
  });

  test('are raised to the smallest top-up when the shortfall is smaller', () => {
    expect(topUpForShortfall(30n, { ...limits, currency: 'EUR' })).toBe(100n);
    expect(topUpForShortfall(333n, { ...limits, currency: 'EUR' })).toBe(333n);
  });

  test.each([
    ['EUR', 1_234n, 1_234n],
    ['JPY', 1_234n, 1_234n],
    ['KWD', 1_234n, 1_240n],
    ['KWD', 5_005n, 5_010n],
    ['KWD', 1_240n, 1_240n],
    ['KWD', 99n, 100n],
  ])('for a shortfall are rounded up in %s to what Stripe can charge', (currency, short, asked) => {
    expect(topUpForShortfall(short, { ...limits, currency })).toBe(asked);
    expect(toStripeAmount(asked, currency).kind).toBe('amount');
  });

  test.each([
    ['USD', 1_250n, 1_250],
    ['JPY', 1_250n, 1_250],
    ['KWD', 1_250n, 1_250],
    ['ISK', 1_250n, 125_000],
    ['UGX', 1_250n, 125_000],
    ['COP', 1_250n, 1_250],
    ['LYD', 1_250n, 125],
  ])('are sent to Stripe in the units of %s', (currency, minor, value) => {
    expect(toStripeAmount(minor, currency)).toEqual({ kind: 'amount', value });
    expect(fromStripeAmount(value, currency)).toBe(minor);
  });

  test.each([
    ['KWD', 1_255n, 10n],
    ['LYD', 1_255n, 10n],
  ])('are rejected in %s when Stripe cannot charge them', (currency, minor, stepMinor) => {
    expect(toStripeAmount(minor, currency)).toEqual({ kind: 'step', stepMinor });
  });
});
