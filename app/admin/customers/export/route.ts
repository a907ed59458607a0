import { csvResponse } from '@/app/_operator/csv-response';
import { getOperatorFormats } from '@/app/_operator/operator';
import { staffRoute } from '@/app/_operator/staff-route';
import { readTableQuery } from '@/app/_tables/table-query';
import { customerSpec, toCustomerQuery } from '@/app/admin/_list/customer-table';
import { importColumns } from '@/lib/customers/import/rules';
import { recordExport } from '@/lib/customers/record-export';
import type { Formats } from '@/lib/kit/format';
import { type CustomerExportRow, streamCustomers } from '@/lib/screens/admin/customers';

export const dynamic = 'force-dynamic';

/** Columns an import reads, followed by columns for people only. */
const columns = [
  ...importColumns,
  'balance',
  'services_active',
  'services_stopped',
  'services_disabled',
  'services_pending',
  'created_at',
];

/** The filtered and sorted list as CSV, streamed row by row. */
export const GET = staffRoute(['export'], async (ctx, request) => {
  const { searchParams } = request.nextUrl;
  const query = toCustomerQuery(readTableQuery(customerSpec, searchParams));
  await recordExport(ctx, { list: 'customers', query: searchParams.toString() });
  const f = await getOperatorFormats();
  const rows = cellsOf(streamCustomers(ctx, query), f);
  return csvResponse({ columns, rows, fileName: 'customers.csv' });
});

async function* cellsOf(rows: AsyncIterable<CustomerExportRow>, f: Formats) {
  for await (const row of rows) {
    yield [
      row.customerId,
      row.name,
      row.status,
      row.email,
      row.phone,
      row.siteName,
      row.labels.join(', '),
      row.details?.language,
      row.details?.timeZone,
      row.details?.billing.lines,
      row.details?.billing.postalCode,
      row.details?.billing.city,
      row.details?.billing.country,
      f.moneyInput(row.balanceMinor),
      row.services.active,
      row.services.stopped,
      row.services.disabled,
      row.services.pending,
      row.createdAt.toISOString(),
    ];
  }
}
