import { csvResponse } from '@/app/_operator/csv-response';
import { staffRoute } from '@/app/_operator/staff-route';
import { readTableQuery } from '@/app/_tables/table-query';
import { recordExport } from '@/lib/customers/record-export';
import { streamTopUps } from '@/lib/screens/admin/top-ups';
import { topUpLine, topUpLineColumns } from '../_list/top-up-line';
import { topUpSpec, toTopUpQuery } from '../_list/top-up-table';

export const dynamic = 'force-dynamic';

/** The filtered top-ups as CSV, streamed row by row. */
export const GET = staffRoute(['export', 'payments.read'], async (ctx, request) => {
  const { searchParams } = request.nextUrl;
  const found = streamTopUps(ctx, await toTopUpQuery(readTableQuery(topUpSpec, searchParams)));
  await recordExport(ctx, { list: 'top-ups', query: searchParams.toString() });
  async function* rows() {
    for await (const row of found) yield topUpLine(row);
  }
  return csvResponse({ columns: topUpLineColumns, rows: rows(), fileName: 'top-ups.csv' });
});
