import { Landmark } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery } from '@/app/_tables/table-query';
import { EmptyState } from '@/app/_ui/empty-state';
import { DayRange } from '@/app/admin/_list/day-range';
import { can } from '@/lib/authorise/rights';
import { topUpStatuses } from '@/lib/kit/words';
import { listAllTopUps } from '@/lib/screens/admin/top-ups';
import { topUpColumns, topUpSpec, toTopUpQuery } from '../_list/top-up-table';
import { MoneyFrame } from '../_parts/money-frame';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-money'))('tabs.topUps') };
}

export default async function TopUpsPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireStaffCtx('payments.read');
  const query = readTableQuery(topUpSpec, await searchParams);
  const [t, columns, page] = await Promise.all([
    getTranslations('admin-money'),
    topUpColumns(),
    listAllTopUps(ctx, await toTopUpQuery(query)),
  ]);
  const path = '/admin/money/top-ups';
  return (
    <MoneyFrame ctx={ctx} current="top-ups">
      <DayRange path={path} spec={topUpSpec} query={query} own={['from', 'until']} />
      <DataTable
        spec={topUpSpec}
        query={query}
        path={path}
        label={t('tabs.topUps')}
        search={t('topUps.search')}
        filters={[
          {
            id: 'status',
            label: t('topUps.status'),
            options: topUpStatuses.map((value) => ({ value, label: t(`status.${value}`) })),
          },
        ]}
        columns={columns}
        rows={page.rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.customerName}
        page={page}
        {...(can(ctx.actor.role, 'export') ? { csvPath: '/admin/money/export' } : {})}
        empty={
          <EmptyState icon={<Landmark aria-hidden />} title={t('topUps.empty')}>
            {t('topUps.emptyText')}
          </EmptyState>
        }
      />
    </MoneyFrame>
  );
}
