import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { legsOfStripeMovement, type StripeMovement } from './stripe-movement';

const minor = fc.bigInt({ min: -99_999n, max: 99_999n });
const currency = fc.constantFrom('EUR', 'USD');
const movement: fc.Arbitrary<StripeMovement> = fc.record({
  id: fc.constant('txn_1'),
  what: fc.constantFrom('payment', 'dispute', 'payout', 'fee'),
  amountMinor: minor,
  feeMinor: minor,
  currency,
  original: fc.record({ amountMinor: minor, currency }),
});

const legs = (one: StripeMovement, isOurs = true) =>
  legsOfStripeMovement(one, { walletCurrency: 'EUR', isOurs });

describe('the transfers of a movement at Stripe', () => {
  test('change the balance by the amount less the fee, and each moves a positive amount in one currency', () => {
    fc.assert(
      fc.property(movement, (one) => {
        const moved = legs(one);
        const net = moved.reduce((sum, { from, to, amountMinor }) => {
          const gain = to.kind === 'stripe_balance' ? amountMinor : 0n;
          return sum + gain - (from.kind === 'stripe_balance' ? amountMinor : 0n);
        }, 0n);
        expect(net).toBe(one.amountMinor - one.feeMinor);
        for (const { from, to, amountMinor } of moved) {
          expect(amountMinor).toBeGreaterThan(0n);
          expect(from.currency).toBe(to.currency);
        }
      }),
    );
  });

  test('give back to the account that paid when a refund or a fee comes back', () => {
    const back = { amountMinor: -100n, currency: 'EUR' };
    expect(
      legs({ id: 'txn_1', what: 'payment', ...back, feeMinor: -3n, original: back }),
    ).toMatchObject([
      { from: { kind: 'stripe_balance' }, to: { kind: 'stripe_clearing' }, amountMinor: 100n },
      { from: { kind: 'stripe_fees' }, to: { kind: 'stripe_balance' }, amountMinor: 3n },
    ]);
  });
});
