import { csvResponse } from '@/app/_operator/csv-response';
import { getOperatorFormats } from '@/app/_operator/operator';
import { staffRoute } from '@/app/_operator/staff-route';
import { readTableQuery } from '@/app/_tables/table-query';
import { recordExport } from '@/lib/customers/record-export';
import { streamTopUps, type TopUpListItem } from '@/lib/screens/admin/top-ups';
import { topUpSpec, toTopUpQuery } from '../_list/top-up-table';

export const dynamic = 'force-dynamic';

const columns = [
  'id',
  'customer_id',
  'customer',
  'amount',
  'fee',
  'went_back',
  'currency',
  'status',
  'receipt',
  'created_at',
  'paid_at',
];

/** The top-ups as they are filtered, as CSV; rows leave as they are read. */
export const GET = staffRoute(['export', 'payments.read'], async (ctx, request) => {
  const { searchParams } = request.nextUrl;
  const found = streamTopUps(ctx, await toTopUpQuery(readTableQuery(topUpSpec, searchParams)));
  await recordExport(ctx, { list: 'top-ups', query: searchParams.toString() });
  const f = await getOperatorFormats();
  async function* rows() {
    for await (const row of found) yield lineOf(row, f.moneyInput);
  }
  return csvResponse({ columns, rows: rows(), fileName: 'top-ups.csv' });
});

function lineOf(row: TopUpListItem, plain: (minor: bigint) => string): unknown[] {
  return [
    row.id,
    row.customerId,
    row.customerName,
    plain(row.amountMinor),
    row.feeMinor === null ? '' : plain(row.feeMinor),
    plain(row.clawedMinor),
    row.currency,
    row.status,
    row.receiptNumber,
    row.createdAt.toISOString(),
    row.paidAt?.toISOString(),
  ];
}
