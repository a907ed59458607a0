import { Wifi } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx, type StaffCtx } from '@/app/_auth/session';
import type { TableFilter } from '@/app/_tables/columns';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery } from '@/app/_tables/table-query';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { chooseForServices } from '@/app/admin/_bulk/actions';
import { serviceColumns } from '@/app/admin/_list/service-columns';
import { serviceSpec, toServiceQuery } from '@/app/admin/_list/service-table';
import { can } from '@/lib/authorise/rights';
import { accessMethods, holdReasons, serviceStatuses } from '@/lib/kit/words';
import {
  countServices,
  listServiceFilters,
  listServices,
  pushStates,
  serviceEnds,
} from '@/lib/screens/admin/services';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-services'))('title') };
}

export default async function ServicesPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireStaffCtx('services.read');
  const query = readTableQuery(serviceSpec, await searchParams);
  const asked = toServiceQuery(query);
  const [t, bulkWords, customers, page, total, filters, columns] = await Promise.all([
    getTranslations('admin-services'),
    getTranslations('admin-bulk'),
    getTranslations('admin-customers'),
    listServices(ctx, asked),
    countServices(ctx, asked),
    readFilters(ctx),
    serviceColumns(),
  ]);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <DataTable
        spec={serviceSpec}
        query={query}
        path="/admin/services"
        label={t('title')}
        search={t('search')}
        filters={filters}
        columns={columns}
        rows={page.rows}
        rowId={(row) => String(row.serviceId)}
        rowLabel={(row) => `${row.itemName}, ${row.customerName}`}
        page={page}
        total={total}
        bulk={
          can(ctx.actor.role, 'services.write')
            ? [{ id: 'change', label: bulkWords('open'), action: chooseForServices }]
            : []
        }
        {...(can(ctx.actor.role, 'export') ? { csvPath: '/admin/services/export' } : {})}
        empty={
          <Card>
            <EmptyState
              icon={<Wifi aria-hidden />}
              title={t('empty.title')}
              action={<LinkButton href="/admin/customers">{customers('title')}</LinkButton>}
            >
              {t('empty.text')}
            </EmptyState>
          </Card>
        }
      />
    </>
  );
}

async function readFilters(ctx: StaffCtx): Promise<TableFilter[]> {
  const [t, { items, routers }] = await Promise.all([
    getTranslations('admin-services'),
    listServiceFilters(ctx),
  ]);
  const named = (rows: readonly { id: number; name: string }[]) =>
    rows.map(({ id, name }) => ({ value: String(id), label: name }));
  const filters: TableFilter[] = [
    {
      id: 'status',
      label: t('filter.status'),
      options: [...serviceStatuses]
        .reverse()
        .map((value) => ({ value, label: t(`status.${value}`) })),
    },
    {
      id: 'reason',
      label: t('filter.reason'),
      options: holdReasons.map((value) => ({ value, label: t(`hold.${value}`) })),
    },
    {
      id: 'push',
      label: t('filter.push'),
      options: pushStates.map((value) => ({ value, label: t(`push.${value}`) })),
    },
    {
      id: 'end',
      label: t('filter.end'),
      options: serviceEnds.map((value) => ({ value, label: t(`end.${value}`) })),
    },
    { id: 'plan', label: t('filter.plan'), options: named(items) },
    { id: 'router', label: t('filter.router'), options: named(routers) },
    {
      id: 'access',
      label: t('filter.access'),
      options: accessMethods.map((value) => ({ value, label: t(`access.${value}`) })),
    },
  ];
  return filters.filter(({ options }) => options.length > 0);
}
