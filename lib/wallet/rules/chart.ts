import type { AccountClass, OperatorAccountKind } from '@/lib/kit/ledger-words';

/** What each of the operator's accounts is in a trial balance. */
export const chart: Record<OperatorAccountKind, AccountClass> = {
  revenue: 'income',
  tax: 'liability',
  // Paid by card according to the wallets, and not yet seen on the balance at Stripe.
  stripe_clearing: 'asset',
  cash: 'asset',
  vouchers: 'liability',
  adjustments: 'expense',
  stripe_balance: 'asset',
  // Movements at Stripe that belong to no payment of a customer.
  stripe_other: 'liability',
  // Sent by Stripe, and not yet at the bank.
  payouts: 'asset',
  bank: 'asset',
  stripe_fees: 'expense',
  dispute_fees: 'expense',
  // What was exchanged: one account per currency; together they are the gain or the loss.
  exchange: 'expense',
  cash_differences: 'expense',
  bad_debt: 'expense',
  bonus: 'expense',
  rounding: 'expense',
};

/** Money that a person has in hand can be counted, so the ledger refuses to take more than there is. */
export const HELD_FLOOR_MINOR = 0n;

export function isHeld(kind: OperatorAccountKind): boolean {
  return kind === 'cash';
}
