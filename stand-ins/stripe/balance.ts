import type { BalanceTransaction } from './objects';
import type { World } from './world';

const DAY_SECONDS = 86_400;
const FEE_BASIS_POINTS = 290;
const FEE_FIXED = 30;

/** The vendor's fee for a card payment: 2.9 % plus 30 minor units, in the payment's currency. */
export function processingFee(amount: number): number {
  return Math.min(amount, Math.round((amount * FEE_BASIS_POINTS) / 10_000) + FEE_FIXED);
}

/** Records a transaction on the merchant's balance; `amount` is signed and in minor units. */
export function bookBalance(
  world: World,
  entry: {
    amount: number;
    currency: string;
    fee: number;
    source: string;
    type: 'charge' | 'refund' | 'refund_failure' | 'adjustment';
    category: string;
    description: string | null;
  },
): BalanceTransaction {
  const created = world.clock.seconds();
  return world.store.put('balanceTransactions', {
    id: world.random.id('txn'),
    object: 'balance_transaction',
    amount: entry.amount,
    available_on: created + 2 * DAY_SECONDS,
    balance_type: 'payments',
    created,
    currency: entry.currency,
    description: entry.description,
    exchange_rate: null,
    fee: entry.fee,
    fee_details:
      entry.fee === 0
        ? []
        : [
            {
              amount: entry.fee,
              application: null,
              currency: entry.currency,
              description: 'Processing fees',
              type: 'stripe_fee',
            },
          ],
    net: entry.amount - entry.fee,
    reporting_category: entry.category,
    source: entry.source,
    status: 'pending',
    type: entry.type,
  });
}
