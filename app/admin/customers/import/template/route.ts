import { stringify } from 'csv-stringify/sync';
import { staffRoute } from '@/app/_operator/staff-route';
import { importColumns } from '@/lib/customers/import/rules';

export const dynamic = 'force-dynamic';

/** An empty file with the columns an import reads. */
export const GET = staffRoute(['import'], async () => {
  return new Response(stringify([importColumns], { escape_formulas: true, bom: true }), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="customers-template.csv"',
      'cache-control': 'no-store',
    },
  });
});
