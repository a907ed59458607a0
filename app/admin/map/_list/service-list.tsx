import { MapPin } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { StaffCtx } from '@/app/_auth/session';
import type { Column } from '@/app/_tables/columns';
import { DataTable } from '@/app/_tables/data-table';
import type { TableQuery } from '@/app/_tables/table-query';
import { AppLink } from '@/app/_ui/app-link';
import { LinkButton } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { ServiceStatusBadge } from '@/app/admin/_service-view/service-status';
import { listMapServices, type MapService } from '@/lib/screens/admin/map';
import { MAP_PATH, mapSpec, mapStatuses, toMapFilter } from './map-query';

/** The services of the map as a list, including those without a location. */
export async function ServiceList({ ctx, query }: { ctx: StaffCtx; query: TableQuery }) {
  const [t, status, page, columns] = await Promise.all([
    getTranslations('map'),
    getTranslations('admin-services.status'),
    listMapServices(ctx, toMapFilter(query)),
    serviceColumns(),
  ]);
  return (
    <DataTable
      spec={mapSpec}
      query={query}
      path={`${MAP_PATH}?view=list`}
      label={t('listLabel')}
      search={t('search')}
      filters={[
        {
          id: 'status',
          label: t('status'),
          options: mapStatuses.map((value) => ({ value, label: status(value) })),
        },
        {
          id: 'place',
          label: t('place'),
          options: [
            { value: 'yes', label: t('located') },
            { value: 'no', label: t('unlocated') },
          ],
        },
      ]}
      columns={columns}
      rows={page.rows}
      rowId={(row) => String(row.serviceId)}
      rowLabel={(row) => row.customerName}
      page={page}
      empty={
        <EmptyState icon={<MapPin aria-hidden />} title={t('emptyList')}>
          {t('emptyListText')}
        </EmptyState>
      }
    />
  );
}

async function serviceColumns(): Promise<Column<MapService>[]> {
  const t = await getTranslations('map');
  return [
    {
      id: 'customer',
      header: t('column.customer'),
      role: 'title',
      cell: (row) => (
        <AppLink href={`/admin/customers/${row.customerId}`} className="rounded-sm hover:underline">
          {row.customerName}
        </AppLink>
      ),
    },
    {
      id: 'service',
      header: t('column.service'),
      cell: (row) => (
        <AppLink href={`/admin/services/${row.serviceId}`} className="rounded-sm hover:underline">
          {row.itemName}
        </AppLink>
      ),
    },
    {
      id: 'status',
      header: t('column.status'),
      cell: (row) => <ServiceStatusBadge status={row.status} />,
    },
    { id: 'site', header: t('column.site'), role: 'extra', cell: (row) => row.siteName ?? '–' },
    {
      id: 'place',
      header: t('column.place'),
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="tabular-nums">
            {row.latitude === null || row.longitude === null ? (
              <span className="text-ink-muted">{t('noPlace')}</span>
            ) : (
              `${row.latitude}, ${row.longitude}`
            )}
          </span>
          <LinkButton
            href={`/admin/map?service=${row.serviceId}`}
            size="sm"
            variant="ghost"
            aria-label={t('setPlaceOf', { name: `${row.itemName}, ${row.customerName}` })}
          >
            {row.latitude === null ? t('setPlace') : t('changePlace')}
          </LinkButton>
        </span>
      ),
    },
  ];
}
