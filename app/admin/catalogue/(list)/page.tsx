import { FolderTree, Plus, Upload } from 'lucide-react';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { getOperatorFormats } from '@/app/_operator/operator';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery } from '@/app/_tables/table-query';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { can } from '@/lib/authorise/rights';
import { itemKinds, itemStatuses } from '@/lib/kit/words';
import { type CatalogueRow, listCatalogue, listCategories } from '@/lib/screens/admin/catalogue';
import { catalogueColumns } from '../_list/catalogue-columns';
import { catalogueSpec, toCatalogueQuery } from '../_list/table';
import { catalogueWords } from '../_view/item-words';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await catalogueWords())('title') };
}

export default async function CataloguePage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireStaffCtx('catalog.read');
  const query = readTableQuery(catalogueSpec, await searchParams);
  const asked = toCatalogueQuery(query);
  const [t, f, catalogue, categories] = await Promise.all([
    catalogueWords(),
    getOperatorFormats(),
    listCatalogue(ctx, asked),
    listCategories(ctx),
  ]);
  const mayWrite = can(ctx.actor.role, 'catalog.write');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          mayWrite && (
            <>
              <LinkButton href="/admin/catalogue/categories" icon={<FolderTree aria-hidden />}>
                {t('categories')}
              </LinkButton>
              <LinkButton href="/admin/catalogue/import" icon={<Upload aria-hidden />}>
                {t('importCsv')}
              </LinkButton>
              <NewItem label={t('new')} />
            </>
          )
        }
      />
      <DataTable<CatalogueRow>
        spec={catalogueSpec}
        query={query}
        path="/admin/catalogue"
        label={t('title')}
        search={t('searchPlaceholder')}
        columns={catalogueColumns(t, f)}
        rows={catalogue.rows}
        rowId={(row) => row.itemId.toString()}
        rowLabel={(row) => row.name}
        filters={[
          {
            id: 'status',
            label: t('column.status'),
            options: itemStatuses.map((value) => ({ value, label: t(`statuses.${value}`) })),
          },
          {
            id: 'kind',
            label: t('column.kind'),
            options: itemKinds.map((value) => ({ value, label: t(`kinds.${value}`) })),
          },
          {
            id: 'category',
            label: t('column.category'),
            options: categories.map(({ categoryId, name }) => ({
              value: categoryId.toString(),
              label: name,
            })),
          },
        ]}
        page={{
          ...(catalogue.hasMore ? { next: String(asked.page + 1) } : {}),
          ...(asked.page > 0 ? { previous: String(asked.page - 1) } : {}),
        }}
        total={{ count: catalogue.total }}
        {...(can(ctx.actor.role, 'export') ? { csvPath: '/admin/catalogue/export' } : {})}
        empty={
          <Card>
            <EmptyState title={t('emptyTitle')} action={mayWrite && <NewItem label={t('new')} />}>
              {t('emptyText')}
            </EmptyState>
          </Card>
        }
      />
    </>
  );
}

function NewItem({ label }: { label: string }) {
  return (
    <LinkButton href="/admin/catalogue/new" variant="primary" icon={<Plus aria-hidden />}>
      {label}
    </LinkButton>
  );
}
