import { Plus, Router } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { SteadyRefresh } from '@/app/_live/steady-refresh';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery } from '@/app/_tables/table-query';
import { Button, LinkButton } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { can } from '@/lib/authorise/rights';
import { routerStatuses } from '@/lib/kit/words';
import { listRouterPage } from '@/lib/screens/admin/routers';
import { routerColumns, routerSpec, toRouterQuery } from './_list/router-table';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-routers'))('title') };
}

export default async function RoutersPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireStaffCtx('routers.read');
  const query = readTableQuery(routerSpec, await searchParams);
  const [t, words, columns, page] = await Promise.all([
    getTranslations('admin-routers'),
    getTranslations('routers'),
    routerColumns(ctx.now),
    listRouterPage(ctx, toRouterQuery(query)),
  ]);
  const canWrite = can(ctx.actor.role, 'routers.write');
  const add = <AddRouter label={t('add')} reason={canWrite ? undefined : t('noRight')} />;
  return (
    <>
      <SteadyRefresh seconds={15} />
      <PageHeader title={t('title')} description={t('description')} actions={add} />
      <DataTable
        spec={routerSpec}
        query={query}
        path="/admin/routers"
        label={t('title')}
        search={t('search')}
        filters={[
          {
            id: 'status',
            label: t('list.status'),
            options: routerStatuses.map((value) => ({ value, label: words(`status.${value}`) })),
          },
          {
            id: 'work',
            label: t('filter.work'),
            options: [{ value: 'due', label: t('filter.due') }],
          },
        ]}
        columns={columns}
        rows={page.rows}
        rowId={(row) => String(row.routerId)}
        rowLabel={(row) => row.name}
        page={page}
        empty={
          <EmptyState icon={<Router aria-hidden />} title={t('empty.title')} action={add}>
            {t('empty.text')}
          </EmptyState>
        }
      />
    </>
  );
}

function AddRouter({ label, reason }: { label: string; reason: string | undefined }) {
  const icon = <Plus aria-hidden />;
  return reason === undefined ? (
    <LinkButton href="/admin/routers/new" variant="primary" icon={icon}>
      {label}
    </LinkButton>
  ) : (
    <Button variant="primary" icon={icon} disabledReason={reason}>
      {label}
    </Button>
  );
}
