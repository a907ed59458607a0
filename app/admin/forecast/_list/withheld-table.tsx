import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
import { SimpleTable } from '@/app/_tables/simple-table';
import { AppLink } from '@/app/_ui/app-link';
import { EmptyState } from '@/app/_ui/empty-state';
import type { Forecast } from '@/lib/calendar/forecast/get-forecast';

/** Customers who would lose service first, with their credit. */
export async function WithheldTable({ forecast }: { forecast: Forecast }) {
  const [t, f] = await Promise.all([
    getTranslations('admin-forecast.withheld'),
    getOperatorFormats(),
  ]);
  const { withheld, totals } = forecast;
  if (withheld.length === 0) return <EmptyState title={t('empty')} headingLevel={3} />;
  const more = totals.withheld.count - withheld.length;
  return (
    <>
      <SimpleTable
        label={t('title')}
        rows={withheld}
        rowId={(row) => `${row.serviceId}:${row.at.getTime()}`}
        columns={[
          {
            id: 'service',
            header: t('service'),
            role: 'title',
            cell: (row) => (
              <AppLink
                href={`/admin/services/${row.serviceId}`}
                className="rounded-sm hover:underline"
              >
                {row.itemName}
              </AppLink>
            ),
          },
          {
            id: 'customer',
            header: t('customer'),
            cell: (row) => (
              <AppLink
                href={`/admin/customers/${row.customerId}`}
                className="rounded-sm hover:underline"
              >
                {row.customerName}
              </AppLink>
            ),
          },
          { id: 'at', header: t('at'), cell: (row) => f.dateTime(row.at) },
          { id: 'price', header: t('price'), align: 'end', cell: (row) => f.money(row.priceMinor) },
          {
            id: 'balance',
            header: t('balance'),
            align: 'end',
            cell: (row) => f.money(row.balanceMinor),
          },
        ]}
      />
      {more > 0 && <p className="px-4 py-3 text-ink-muted text-xs">{t('more', { count: more })}</p>}
    </>
  );
}
