import { Map as MapIcon, MapPin, Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery } from '@/app/_tables/table-query';
import { Button, LinkButton } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { can } from '@/lib/authorise/rights';
import { listSites } from '@/lib/screens/admin/sites';
import { siteColumns, siteSpec } from './_list/site-table';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-sites'))('title') };
}

export default async function SitesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaffCtx('sites.read');
  const query = readTableQuery(siteSpec, await searchParams);
  const { search, sort, after, before } = query;
  const [t, columns, page] = await Promise.all([
    getTranslations('admin-sites'),
    siteColumns(),
    listSites(ctx, { search, direction: sort.direction, after, before }),
  ]);
  const add = can(ctx.actor.role, 'sites.write') ? (
    <LinkButton href="/admin/sites/new" variant="primary" icon={<Plus aria-hidden />}>
      {t('add')}
    </LinkButton>
  ) : (
    <Button variant="primary" icon={<Plus aria-hidden />} disabledReason={t('noRight')}>
      {t('add')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <>
            {can(ctx.actor.role, 'services.read') && (
              <LinkButton href="/admin/map" icon={<MapIcon aria-hidden />}>
                {t('map')}
              </LinkButton>
            )}
            {add}
          </>
        }
      />
      <DataTable
        spec={siteSpec}
        query={query}
        path="/admin/sites"
        label={t('title')}
        search={t('search')}
        columns={columns}
        rows={page.rows}
        rowId={(row) => String(row.siteId)}
        rowLabel={(row) => row.name}
        page={page}
        empty={
          <EmptyState icon={<MapPin aria-hidden />} title={t('empty.title')} action={add}>
            {t('empty.text')}
          </EmptyState>
        }
      />
    </>
  );
}
