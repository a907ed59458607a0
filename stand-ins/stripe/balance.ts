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
    type: 'charge' | 'refund' | 'refund_failure' | 'adjustment' | 'payout' | 'payout_failure';
    category: string;
    description: string | null;
  },
): BalanceTransaction {
  const created = world.clock.seconds();
  const isPayout = entry.type === 'payout' || entry.type === 'payout_failure';
  // A payout leaves the balance in the balance's own currency.
  const { amount, fee, currency, rate } = isPayout
    ? { ...entry, rate: null }
    : settled(world, entry);
  return world.store.put('balanceTransactions', {
    id: world.random.id('txn'),
    object: 'balance_transaction',
    amount,
    available_on: isPayout ? created : created + 2 * DAY_SECONDS,
    balance_type: 'payments',
    created,
    currency,
    description: entry.description,
    exchange_rate: rate,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency,
              description: 'Processing fees',
              type: 'stripe_fee',
            },
          ],
    net: amount - fee,
    reporting_category: entry.category,
    source: entry.source,
    status: 'pending',
    type: entry.type,
  });
}

/** Converts a movement into the account's own currency, as the vendor does where the two differ. */
function settled(world: World, entry: { amount: number; fee: number; currency: string }) {
  const { settlement } = world.config;
  if (settlement === null || settlement.currency === entry.currency)
    return { ...entry, rate: null };
  const { currency, perThousand } = settlement;
  const convert = (amount: number) => Math.round((amount * perThousand) / 1000);
  return {
    amount: convert(entry.amount),
    fee: convert(entry.fee),
    currency,
    rate: perThousand / 1000,
  };
}
