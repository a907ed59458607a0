import { staffRoute } from '@/app/_operator/staff-route';
import { writeItemsCsv } from '@/lib/rollouts/csv/write-items';
import { listAllItems } from '@/lib/screens/admin/catalogue-item';
import { getSettings } from '@/lib/settings/get-settings';

export const dynamic = 'force-dynamic';

/** The whole catalogue as a file that the import reads. */
export const GET = staffRoute(['export', 'catalog.read'], async (ctx) => {
  const { currencyExponent: exponent } = await getSettings(ctx);
  return new Response(writeItemsCsv(await listAllItems(ctx), { exponent }), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="catalogue.csv"',
      'cache-control': 'no-store',
    },
  });
});
