/** The closed lists of the ledger, as in `words.ts`. */

const customerAccountKinds = ['wallet', 'postpaid'] as const;

/** The operator's chart of accounts; what each holds: `lib/wallet/rules/chart.ts`. */
export const operatorAccountKinds = [
  'revenue',
  'tax',
  'stripe_clearing',
  'cash',
  'vouchers',
  'adjustments',
  'stripe_balance',
  'stripe_other',
  'payouts',
  'bank',
  'stripe_fees',
  'dispute_fees',
  'exchange',
  'cash_differences',
  'bad_debt',
  'bonus',
  'rounding',
] as const;
export type OperatorAccountKind = (typeof operatorAccountKinds)[number];

export const accountKinds = [...customerAccountKinds, ...operatorAccountKinds] as const;
export type AccountKind = (typeof accountKinds)[number];

/** The sections of a trial balance. */
export const accountClasses = ['asset', 'liability', 'income', 'expense'] as const;
export type AccountClass = (typeof accountClasses)[number];

export const transferKinds = [
  'top_up',
  'period',
  'purchase',
  'fee',
  'tax',
  'plan_change_refund',
  'manual_credit',
  'manual_debit',
  'cash',
  'voucher',
  'refund',
  'refund_failed',
  'dispute_withdrawn',
  'dispute_reinstated',
  'merge',
  'bonus',
  'write_off',
] as const;
/** A movement of a customer's account. */
export type TransferKind = (typeof transferKinds)[number];

/** A movement between two of the operator's own accounts, without a customer. */
export const ownTransferKinds = [
  'stripe_settled',
  'stripe_fee',
  'dispute_fee',
  'exchange',
  'payout',
  'payout_arrived',
  'payout_failed',
  'cash_banked',
  'cash_difference',
] as const;
export type OwnTransferKind = (typeof ownTransferKinds)[number];
