import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { foundPage, idFromPath } from '@/app/_operator/found-page';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery, type TableSpec } from '@/app/_tables/table-query';
import { EmptyState } from '@/app/_ui/empty-state';
import { type PushOutcome, pushOutcomes } from '@/lib/kit/router-words';
import { listPushes } from '@/lib/screens/admin/pushes';
import { getRouterDetail } from '@/lib/screens/admin/router';
import { pushColumns } from '../../_list/push-columns';
import { RouterFrame } from '../../_parts/router-frame';

const pushSpec: TableSpec = {
  id: 'router-pushes',
  sortable: [],
  defaultSort: { column: 'at', direction: 'desc' },
  filters: ['outcome'],
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-routers'))('tabs.pushes') };
}

export default async function PushesPage({
  params,
  searchParams,
}: {
  params: Promise<{ routerId: string }>;
  searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireStaffCtx('routers.read');
  const routerId = idFromPath((await params).routerId);
  const query = readTableQuery(pushSpec, await searchParams);
  const [t, router, columns, page] = await Promise.all([
    getTranslations('admin-routers'),
    foundPage(getRouterDetail(ctx, routerId)),
    pushColumns(),
    listPushes(ctx, {
      routerId,
      outcomes: (query.filters['outcome'] ?? []).filter((word): word is PushOutcome =>
        (pushOutcomes as readonly string[]).includes(word),
      ),
      after: query.after,
      before: query.before,
    }),
  ]);
  return (
    <RouterFrame ctx={ctx} router={router} current="pushes">
      <DataTable
        spec={pushSpec}
        query={query}
        path={`/admin/routers/${routerId}/pushes`}
        label={t('tabs.pushes')}
        filters={[
          {
            id: 'outcome',
            label: t('pushes.outcome'),
            options: pushOutcomes.map((value) => ({ value, label: t(`pushes.${value}`) })),
          },
        ]}
        columns={columns}
        rows={page.rows}
        rowId={(row) => String(row.pushId)}
        rowLabel={(row) => row.login ?? String(row.serviceId)}
        page={page}
        empty={<EmptyState title={t('pushes.empty')}>{t('pushes.emptyText')}</EmptyState>}
      />
    </RouterFrame>
  );
}
