import { csvResponse } from '@/app/_operator/csv-response';
import { staffRoute } from '@/app/_operator/staff-route';
import { readServiceQuery } from '@/app/admin/_list/service-table';
import { recordExport } from '@/lib/customers/record-export';
import { type ServiceListItem, streamServices } from '@/lib/screens/admin/services';

export const dynamic = 'force-dynamic';

const columns = [
  'id',
  'customer_id',
  'customer',
  'item',
  'description',
  'status',
  'reasons',
  'login',
  'access_method',
  'ipv4_address',
  'router',
  'on_router',
  'start_date',
  'end_date',
];

/** The filtered and sorted list as CSV, streamed row by row. */
export const GET = staffRoute(['export'], async (ctx, request) => {
  const { searchParams } = request.nextUrl;
  await recordExport(ctx, { list: 'services', query: searchParams.toString() });
  const rows = streamServices(ctx, readServiceQuery(searchParams));
  return csvResponse({ columns, rows: cellsOf(rows), fileName: 'services.csv' });
});

async function* cellsOf(rows: AsyncIterable<ServiceListItem>) {
  for await (const row of rows) {
    yield [
      row.serviceId,
      row.customerId,
      row.customerName,
      row.itemName,
      row.description,
      row.status,
      row.reasons.join(', '),
      row.login,
      row.accessMethod,
      row.ipv4Address,
      row.routerName,
      row.push,
      row.startDate,
      row.endDate,
    ];
  }
}
