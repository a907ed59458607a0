import { currencyExponent, toDecimalString } from '@/lib/kit/money';
import type { TopUpListItem } from '@/lib/screens/admin/top-ups';

/** `went_back` is in `currency`, from the wallet; what Stripe refunded may be in another. */
export const topUpLineColumns = [
  ...['id', 'customer_id', 'customer', 'amount', 'fee', 'went_back', 'currency'],
  ...['refunded', 'refund_currency', 'status', 'receipt', 'created_at', 'paid_at'],
];

/** One top-up as a line of CSV. */
export function topUpLine(row: TopUpListItem): unknown[] {
  const { refunded, currency } = row;
  const plain = (minor: bigint, code = currency) => toDecimalString(minor, currencyExponent(code));
  return [
    ...[row.id, row.customerId, row.customerName, plain(row.amountMinor)],
    ...[row.feeMinor === null ? '' : plain(row.feeMinor), plain(row.clawedMinor), currency],
    ...[plain(refunded.minor, refunded.currency), refunded.currency],
    ...[row.status, row.receiptNumber, row.createdAt.toISOString(), row.paidAt?.toISOString()],
  ];
}
