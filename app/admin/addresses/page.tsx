import { Network } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server';
import { requireStaffCtx } from '@/app/_auth/session';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery } from '@/app/_tables/table-query';
import { EmptyState } from '@/app/_ui/empty-state';
import { networkUsages } from '@/lib/kit/words';
import { listNetworks } from '@/lib/screens/admin/networks';
import { networkColumns, networkSpec } from './_list/network-table';
import { AddButton, AddressTabs } from './_parts/address-tabs';
import { FindAddress } from './_parts/find-address';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin-addresses'))('title') };
}

const load = createLoader({ ip: parseAsString.withDefault('') });

export default async function AddressesPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireStaffCtx('network.read');
  const params = await searchParams;
  const query = readTableQuery(networkSpec, params);
  const { search, sort, filters, after, before } = query;
  const [t, columns, page] = await Promise.all([
    getTranslations('admin-addresses'),
    networkColumns(),
    listNetworks(ctx, {
      search,
      direction: sort.direction,
      usages: filters['usage'] ?? [],
      after,
      before,
    }),
  ]);
  return (
    <>
      <AddressTabs ctx={ctx} current="networks" />
      <FindAddress ctx={ctx} text={load(params).ip.trim().slice(0, 60)} />
      <DataTable
        spec={networkSpec}
        query={query}
        path="/admin/addresses"
        label={t('networks')}
        search={t('list.search')}
        filters={[
          {
            id: 'usage',
            label: t('list.usage'),
            options: networkUsages.map((value) => ({ value, label: t(`usage.${value}`) })),
          },
        ]}
        columns={columns}
        rows={page.rows}
        rowId={(row) => String(row.networkId)}
        rowLabel={(row) => row.name}
        page={page}
        empty={
          <EmptyState
            icon={<Network aria-hidden />}
            title={t('empty.title')}
            action={<AddButton ctx={ctx} what="networks" />}
          >
            {t('empty.text')}
          </EmptyState>
        }
      />
    </>
  );
}
